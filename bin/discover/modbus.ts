// `campus discover modbus`: which units answer, which device models fit them.
import type { Text } from '@campus/campus-model';
import { deviceModels, type FoundUnit, type ScanStep, scanModbus } from '@campus/device-drivers';
import { systemClock } from '@campus/runtime';
import { abortOnSignals } from '../abort-on-signals.ts';
import { CommandFailure, exitCodes } from '../words.ts';
import { type DraftFile, type DraftOptions, handOver } from './draft-text.ts';
import { ProgressLine } from './progress-line.ts';
import { endpointId, readSpan, readTarget } from './target.ts';

export interface ModbusOptions extends DraftOptions {
  readonly units: string;
  readonly registers?: string;
  readonly rtuOverTcp?: boolean;
  readonly serial?: string;
  readonly baud?: number;
  readonly parity?: string;
  readonly stopBits?: number;
  readonly timeout: number;
  readonly pause?: number;
}

const usualPort = 502;
const mostUnit = 247;
const mostRegisters = 2_000;

/** Throws CommandFailure where nothing could be asked; hands over what was found, also when it was broken off. */
export async function discoverModbus(target: string | undefined, options: ModbusOptions): Promise<void> {
  const { settings, id } = endpointOf(target, options);
  const units = readSpan(options.units, 1, mostUnit, mostUnit);
  const registers =
    options.registers === undefined ? undefined : readSpan(options.registers, 0, 65_535, mostRegisters);
  const line = new ProgressLine();
  const result = await scanModbus({
    settings: { ...settings, timeoutMs: options.timeout },
    units,
    ...(registers ? { registers } : {}),
    ...(options.pause === undefined ? {} : { pauseMs: options.pause }),
    models: deviceModels,
    clock: systemClock,
    signal: abortOnSignals(),
    onStep: (step) => line.show(stepWords(step, units.last)),
  });
  line.end();
  if (result.trouble !== null && result.units.length === 0) throw unreachable(id, result.trouble);
  const strange = result.units.filter(({ fits }) => fits.length === 0).map(strangeWords);
  const remarks = [...endWords(result), ...strange, ...result.units.flatMap(registerWords)];
  const devices = result.units.flatMap((found) => draftsOf(found, id));
  const file: DraftFile = { endpoints: [{ id, protocol: 'modbus', settings }], devices, remarks };
  await handOver(file, options);
}

function endpointOf(target: string | undefined, options: ModbusOptions) {
  if ((target === undefined) === (options.serial === undefined)) {
    throw new CommandFailure(
      {
        zh: '请写 主机[:端口]，或用 --serial 指定本机串口，二者取一。',
        en: 'Give HOST[:PORT], or a port of this machine with --serial; one of the two.',
      },
      exitCodes.usage,
    );
  }
  if (options.serial !== undefined) return serialEndpoint(options.serial, options);
  const { host, port } = readTarget(target!, 'tcp', usualPort);
  const transport = options.rtuOverTcp ? { transport: 'rtu-over-tcp' } : {};
  return {
    settings: { ...transport, host, port },
    id: endpointId('modbus', host, port === usualPort ? undefined : port),
  };
}

function serialEndpoint(path: string, { baud, parity, stopBits }: ModbusOptions) {
  const settings = {
    transport: 'rtu',
    path,
    ...(baud === undefined ? {} : { baudRate: baud }),
    ...(parity === undefined ? {} : { parity }),
    ...(stopBits === undefined ? {} : { stopBits }),
  };
  return { settings, id: endpointId('modbus', path) };
}

function stepWords({ kind, unit }: ScanStep, last: number): Text {
  return kind === 'asking'
    ? { zh: `从站 ${unit}/${last} …`, en: `unit ${unit} of ${last} …` }
    : { zh: `从站 ${unit} 有应答`, en: `unit ${unit} answers` };
}

function unreachable(id: string, why: string): CommandFailure {
  return new CommandFailure({
    zh: `${id}：无法连接（${why}）。请检查地址、端口、接线与串口参数。`,
    en: `${id}: cannot be reached (${why}). Check address, port, wiring and line settings.`,
  });
}

function endWords({ trouble, isStopped }: { trouble: string | null; isStopped: boolean }): Text[] {
  const stopped: Text = { zh: '扫描被中断，以下不是全部。', en: 'The scan was broken off; this is not all.' };
  const broken: Text = { zh: `扫描因故结束：${trouble}`, en: `The scan ended early: ${trouble}` };
  return [...(isStopped ? [stopped] : []), ...(trouble === null ? [] : [broken])];
}

function registerWords({ unit, registers }: FoundUnit): Text[] {
  return registers.map(({ table, address, value }) => {
    const words = `${table} ${address}: ${value} (0x${value.toString(16).padStart(4, '0')})`;
    return { zh: `从站 ${unit} ${words}`, en: `unit ${unit} ${words}` };
  });
}

function strangeWords({ unit }: FoundUnit): Text {
  return {
    zh: `从站 ${unit} 有应答，但没有型号相符；可加 --registers 列出其寄存器`,
    en: `unit ${unit} answers and no model fits; --registers lists what it has`,
  };
}

const shownValues = 4;
const shownDigits = 5;

/** The best model, and beside it what else it might be. */
function draftsOf({ unit, fits: [best, ...others] }: FoundUnit, endpoint: string): DraftFile['devices'] {
  if (!best) return [];
  const values = best.values
    .slice(0, shownValues)
    .map(({ point, value, unit: of }) => `${point} ${Number(value.toPrecision(shownDigits))} ${of}`.trim())
    .join(', ');
  const counts = `${best.plausible}/${best.points}`;
  const rest = others.map(({ modelId, plausible, points }) => `${modelId} ${plausible}/${points}`).join('; ');
  const reason: Text = {
    zh: `从站 ${unit}：${counts} 个点合理（${values}）`,
    en: `unit ${unit}: ${counts} points are plausible (${values})`,
  };
  const alternatives: Text[] = rest === '' ? [] : [{ zh: `也可能是：${rest}`, en: `or else: ${rest}` }];
  const id = `${endpoint}-u${unit}`.slice(-64).replace(/^-+/, '');
  return [
    {
      device: { id, name: best.name, model: best.modelId, address: { unit } },
      evidence: [reason, ...alternatives],
      endpointId: endpoint,
    },
  ];
}
