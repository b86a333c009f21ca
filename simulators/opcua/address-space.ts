// Lays the devices of an endpoint into an OPC UA address space and keeps its variables at the devices' values.
import type { AddressSpace, DataType, Namespace, StatusCode, UAVariable, Variant } from 'node-opcua';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { Fault } from '../faults/faults.ts';
import { firmwareNumber, opcuaVariables, type Variable, type VariableType } from './variables.ts';

/** What is taken from the library, which is loaded only where a campus has OPC UA. */
export type OpcuaLibrary = typeof import('node-opcua');

type Place = Parameters<Namespace['addVariable']>[0];

interface BoundVariable {
  readonly device: SimulatedDevice;
  readonly variable: Variable;
  readonly node: UAVariable;
  last: number | string | boolean | undefined;
  wasSilent: boolean;
}

export interface PlacedDevice {
  readonly device: SimulatedDevice;
  /** Node id of its root, e.g. `ns=1;s=CNC1`. */
  readonly root: string;
}

const commandSamplingMs = 200;

export class DeviceNodes {
  readonly #library: OpcuaLibrary;
  readonly #bound: BoundVariable[] = [];
  readonly #onWritten: () => void;

  constructor(library: OpcuaLibrary, onWritten: () => void) {
    this.#library = library;
    this.#onWritten = onWritten;
  }

  build(addressSpace: AddressSpace, devices: readonly PlacedDevice[]): void {
    const namespace = addressSpace.getOwnNamespace();
    for (const { device, root } of devices) {
      const object = namespace.addObject({
        organizedBy: addressSpace.rootFolder.objects,
        browseName: textId(root),
        nodeId: root,
      });
      for (const variable of opcuaVariables.get(device.device.modelId) ?? []) {
        const node = this.#add(namespace, variable, {
          componentOf: object,
          browseName: variable.name,
          nodeId: `${root}.${variable.name}`,
          dataType: variable.type,
          ...(variable.isCommand ? this.#commanded(device, variable) : {}),
        });
        if (variable.isCommand) continue;
        this.#bound.push({ device, variable, node, last: undefined, wasSilent: false });
      }
    }
  }

  /** Hands changed values to the server. A silent device's variables go bad, a garbling one's lose their sense. */
  refresh(faultOf: (device: SimulatedDevice) => Fault): void {
    for (const bound of this.#bound) {
      const { mode } = faultOf(bound.device);
      const isSilent = mode === 'silent';
      const value =
        mode === 'garbage' ? nonsense[bound.variable.type] : firmwareValue(bound.device, bound.variable);
      if (Object.is(value, bound.last) && isSilent === bound.wasSilent) continue;
      bound.last = value;
      bound.wasSilent = isSilent;
      const { StatusCodes } = this.#library;
      const status = isSilent ? StatusCodes.BadNoCommunication : StatusCodes.Good;
      bound.node.setValueFromSource({ dataType: this.#dataType(bound.variable.type), value }, status);
    }
  }

  /** With unit and range where it has them, for clients that browse. */
  #add(namespace: Namespace, { unit, range }: Variable, place: Place): UAVariable {
    if (!unit || !range) return namespace.addVariable(place);
    return namespace.addAnalogDataItem({
      ...place,
      engineeringUnits: this.#library.standardUnits[unit],
      engineeringUnitsRange: { low: range[0], high: range[1] },
    });
  }

  #commanded(device: SimulatedDevice, variable: Variable) {
    const { Variant, StatusCodes } = this.#library;
    return {
      minimumSamplingInterval: commandSamplingMs,
      value: {
        get: (): Variant =>
          new Variant({ dataType: this.#dataType(variable.type), value: firmwareValue(device, variable) }),
        set: (variant: Variant): StatusCode => {
          if (!device.operate(variable.point, Number(variant.value))) return StatusCodes.BadOutOfRange;
          this.#onWritten();
          return StatusCodes.Good;
        },
      },
    };
  }

  #dataType(type: VariableType): DataType {
    return this.#library.DataType[type];
  }
}

const nonsense = {
  Double: Number.NaN,
  Int32: -2_147_483_648,
  UInt32: 4_294_967_295,
  Boolean: true,
  String: '\u{fffd}',
};

function firmwareValue(device: SimulatedDevice, { point, type }: Variable): number | string | boolean {
  const value = device.value(point);
  if (typeof value === 'string') return type === 'String' ? value : 0;
  if (type === 'String') return String(value);
  if (type === 'Boolean') return value !== 0;
  return firmwareNumber(value, type);
}

/** `CNC1` of `ns=1;s=CNC1`. */
function textId(root: string): string {
  return root.replace(/^.*;s=|^s=/, '');
}
