// Each protocol's sessions on demand: what an agent loads of a driver. It needs no schema: its plan is settled.
import type { Protocol } from '@campus/campus-model';
import type { OpenSession } from './driver.ts';

export type * from './driver.ts';

/** Imports a protocol's session; a site without OPC UA never loads its library. */
export async function loadSessions(protocol: Protocol): Promise<OpenSession> {
  switch (protocol) {
    case 'modbus': {
      const { ModbusSession } = await import('./modbus/session.ts');
      return (plan, sink, context) => new ModbusSession(plan, sink, context);
    }
    case 'opcua': {
      const { OpcuaSession } = await import('./opcua/session.ts');
      return (plan, sink, context) => new OpcuaSession(plan, sink, context);
    }
    case 'pjlink': {
      const { PjlinkSession } = await import('./pjlink/session.ts');
      return (plan, sink, context) => new PjlinkSession(plan, sink, context);
    }
    case 'snmp': {
      const { SnmpSession } = await import('./snmp/session.ts');
      return (plan, sink, context) => new SnmpSession(plan, sink, context);
    }
    case 'dlt645':
      return (await import('./dlt645/session.ts')).openDlt645Session;
    case 'cjt188':
      return (await import('./cjt188/session.ts')).openCjt188Session;
    case 'bacnet':
      return (await import('./bacnet/session.ts')).openBacnetSession;
    case 'mqtt': {
      const { MqttSession } = await import('./mqtt/session.ts');
      return (plan, sink, context) => new MqttSession(plan, sink, context);
    }
    case 'http': {
      const { HttpSession } = await import('./http/session.ts');
      return (plan, sink, context) => new HttpSession(plan, sink, context);
    }
  }
}
