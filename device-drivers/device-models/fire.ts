// The fire panel's gateway on Modbus: read only. The certified panel stays in charge, nothing is ever written to it.
import { input, inputBit } from './addresses.ts';
import { panelBit, smoke } from './capabilities.ts';
import { deviceModel, text } from './point-builder.ts';

/** One loop address; the device's address offset is its place in the gateway's table. */
export const fireDetector = deviceModel({
  id: 'fire-detector',
  name: text('火灾探测器', 'fire detector'),
  maker: 'generic',
  kind: 'smoke-detector',
  system: 'fire',
  protocol: 'modbus',
  source: 'example',
  points: [smoke(input(100))],
});

export const firePanel = deviceModel({
  id: 'fire-panel',
  name: text('火灾报警控制器', 'fire alarm panel'),
  maker: 'generic',
  kind: 'fire-panel',
  system: 'fire',
  protocol: 'modbus',
  source: 'example; bits of the system state of GB/T 26875.3-2011',
  points: [
    panelBit('fire', text('火警', 'fire'), inputBit(0, 1), true),
    panelBit('fault', text('系统故障', 'fault'), inputBit(0, 2)),
    panelBit('main-power-fault', text('主电故障', 'main power fault'), inputBit(0, 8)),
    panelBit('backup-power-fault', text('备电故障', 'backup power fault'), inputBit(0, 9)),
  ],
});
