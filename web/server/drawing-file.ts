// A drawing as an integrator puts it into the campus file: the key `plan` of its floor, in YAML. Pure.
import type { PlanDrawingView } from '@campus/campus-model';

type Drawing = PlanDrawingView['drawing'];

/** Lines of YAML; what a floor has nothing of is left out. The lines that were drawn by are no part of it. */
export function planFile({ buildingId, floorId, version, drawing }: PlanDrawingView): string {
  const lines = [
    `# The plan of floor ${floorId} of building ${buildingId}, version ${version}.`,
    '# Put it beside `spaces` of that floor in the campus file.',
    'plan:',
    ...section('spaces', outlines(drawing)),
    ...section('added', added(drawing)),
    ...section('devices', devices(drawing)),
    ...section('doors', doors(drawing)),
    ...(drawing.northDeg === null ? [] : [`  northDeg: ${drawing.northDeg}`]),
  ];
  if (lines.at(-1) === 'plan:') lines.splice(-1, 1, 'plan: {}');
  return `${lines.join('\n')}\n`;
}

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${name}:`, ...lines.map((line) => `    ${line}`)];
}

/** What JSON writes YAML reads: quoted, so that no name is taken for anything but text. */
const quoted = (text: string): string => JSON.stringify(text);
const pair = ([x, y]: readonly [number, number]): string => `[${x}, ${y}]`;
const ring = (outline: readonly (readonly [number, number])[]): string => `[${outline.map(pair).join(', ')}]`;

function outlines({ spaces }: Drawing): string[] {
  return Object.entries(spaces).map(([id, outline]) => `${quoted(id)}: ${ring(outline)}`);
}

function added(drawing: Drawing): string[] {
  return drawing.added.flatMap(({ id, name, kind, outline }) => [
    `- id: ${quoted(id)}`,
    `  name: { zh: ${quoted(name.zh)}, en: ${quoted(name.en)} }`,
    `  kind: ${kind}`,
    `  outline: ${ring(outline)}`,
  ]);
}

function devices(drawing: Drawing): string[] {
  return Object.entries(drawing.devices).map(([id, at]) => `${quoted(id)}: ${at ? pair(at) : 'null'}`);
}

function doors(drawing: Drawing): string[] {
  return drawing.doors.map(
    ({ id, at, widthM, angleDeg, spaceIds }) =>
      `- { id: ${quoted(id)}, at: ${pair(at)}, widthM: ${widthM}, angleDeg: ${angleDeg}, spaceIds: [${spaceIds
        .map(quoted)
        .join(', ')}] }`,
  );
}
