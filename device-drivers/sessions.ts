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
    case 'mqtt': {
      const { MqttSession } = await import('./mqtt/session.ts');
      return (plan, sink, context) => new MqttSession(plan, sink, context);
    }
  }
}
