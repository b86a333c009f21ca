// What a camera sees, drawn: its room in perspective, the people in it, smoke and flames, lamps or night. Pure.
import type { SpaceKind } from '@campus/campus-model';
import { hashOf, noiseAt } from '../world/noise.ts';
import { clamp } from '../world/relax.ts';

export interface CameraScene {
  readonly cameraId: string;
  readonly title: string;
  readonly subtitle: string;
  readonly kind: SpaceKind;
  readonly people: number;
  readonly isIntruder: boolean;
  /** 0 to 1. */
  readonly smoke: number;
  readonly lux: number;
  /** `2026-11-23 09:17:30`. */
  readonly stamp: string;
  /** Moves the people a little from picture to picture. */
  readonly moment: number;
}

const width = 960;
const height = 540;
/** The back wall, in the middle of the picture. */
const back = { left: 260, right: 700, top: 120, bottom: 300 };
/** More than this are not told apart in a picture. */
const mostFigures = 60;
/** Below this light a camera sees by infrared, without colour. */
const nightLux = 12;

export function cameraPicture(scene: CameraScene): string {
  const isNight = scene.lux < nightLux && scene.smoke < 0.05;
  const light = isNight ? 0.35 : clamp(0.45 + scene.lux / 700, 0.45, 1);
  const figures = Array.from({ length: Math.min(scene.people, mostFigures) }, (_, i) => placeOf(scene, i))
    .sort((a, b) => a.depth - b.depth)
    .map((place) => figure(place, isNight));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeText(scene.title)}</title>`,
    `<g${isNight ? ' filter="url(#night)"' : ''} opacity="1">`,
    definitions,
    walls(light),
    furniture(scene.kind, light),
    ...figures,
    scene.isIntruder ? intruder(scene.moment) : '',
    scene.smoke > 0.02 ? fire(scene) : '',
    '</g>',
    overlay(scene, isNight),
    '</svg>',
  ].join('\n');
}

const definitions = `<defs><filter id="night"><feColorMatrix type="matrix" values="0.3 0.5 0.2 0 0 0.35 0.55 0.25 0 0 0.3 0.5 0.2 0 0 0 0 0 1 0"/></filter><filter id="soft" x="-50%" y="-80%" width="200%" height="260%"><feGaussianBlur stdDeviation="18"/></filter></defs>`;

function shade([red, green, blue]: readonly [number, number, number], light: number): string {
  const part = (value: number): number => Math.round(value * light);
  return `rgb(${part(red)},${part(green)},${part(blue)})`;
}

function walls(light: number): string {
  const { left, right, top, bottom } = back;
  const polygon = (points: string, colour: readonly [number, number, number]): string =>
    `<polygon points="${points}" fill="${shade(colour, light)}"/>`;
  return [
    polygon(`0,0 ${width},0 ${right},${top} ${left},${top}`, [226, 228, 230]),
    polygon(`0,0 ${left},${top} ${left},${bottom} 0,${height}`, [206, 212, 214]),
    polygon(`${width},0 ${right},${top} ${right},${bottom} ${width},${height}`, [198, 204, 208]),
    polygon(`0,${height} ${left},${bottom} ${right},${bottom} ${width},${height}`, [168, 158, 146]),
    polygon(`${left},${top} ${right},${top} ${right},${bottom} ${left},${bottom}`, [216, 220, 220]),
    polygon('60,90 190,125 190,225 60,300', [170, 205, 235]),
    polygon(
      `${width - 120},240 ${width - 60},270 ${width - 60},${height - 30} ${width - 120},${height - 90}`,
      [138, 104, 78],
    ),
  ].join('');
}

/** What stands on the back wall and the floor tells rooms apart. */
function furniture(kind: SpaceKind, light: number): string {
  const box = (
    x: number,
    y: number,
    w: number,
    h: number,
    colour: readonly [number, number, number],
  ): string => `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="3" fill="${shade(colour, light)}"/>`;
  if (kind === 'corridor' || kind === 'gate') return box(440, 180, 80, 120, [120, 130, 140]);
  if (kind === 'workshop') {
    return [0, 1, 2].map((i) => box(290 + i * 140, 215 + i * 6, 100, 90, [86, 128, 146])).join('');
  }
  const board =
    kind === 'library' ? [0, 1, 2, 3].map((i) => box(280 + i * 102, 150, 86, 120, [150, 112, 80])) : [];
  const screen = kind === 'library' ? '' : box(370, 150, 220, 90, [40, 62, 66]);
  return board.join('') + screen + desks(light);
}

function desks(light: number): string {
  const rows = [0, 1, 2, 3].flatMap((row) =>
    [0, 1, 2, 3, 4].map((column) => {
      const { x, y, scale } = project(0.12 + 0.19 * column, 0.22 + 0.22 * row);
      return `<rect x="${round(x - 46 * scale)}" y="${round(y - 18 * scale)}" width="${round(92 * scale)}" height="${round(22 * scale)}" rx="2" fill="${shade([188, 168, 138], light)}"/>`;
    }),
  );
  return rows.join('');
}

/** Floor coordinates 0..1 (across, towards the camera) to the picture. */
function project(across: number, depth: number): { x: number; y: number; scale: number } {
  const near = depth ** 1.4;
  const left = back.left * (1 - near);
  const right = back.right + (width - back.right) * near;
  return {
    x: left + (right - left) * across,
    y: back.bottom + (height - back.bottom) * near,
    scale: 0.35 + near,
  };
}

interface Place {
  readonly across: number;
  readonly depth: number;
  readonly tone: number;
}

function placeOf(scene: CameraScene, i: number): Place {
  const hash = hashOf(scene.cameraId);
  const sway = (noiseAt(hash, 1000 + i * 31 + scene.moment) - 0.5) * 0.02;
  return {
    across: 0.06 + 0.88 * noiseAt(hash, i * 3) + sway,
    depth: 0.08 + 0.72 * noiseAt(hash, i * 3 + 1),
    tone: noiseAt(hash, i * 3 + 2),
  };
}

const clothes = ['#31517a', '#7a3b3b', '#3f6b4a', '#555b66', '#8a6d2f', '#22303c'] as const;

function figure({ across, depth, tone }: Place, isNight: boolean): string {
  const { x, y, scale } = project(across, depth);
  const colour = isNight ? '#9aa59c' : clothes[Math.floor(tone * clothes.length)]!;
  const [w, h] = [34 * scale, 66 * scale];
  return (
    `<g><ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(w * 0.6)}" ry="${round(6 * scale)}" fill="#000" opacity="0.2"/>` +
    `<path d="M${round(x - w / 2)} ${round(y)} q0 ${round(-h * 0.7)} ${round(w / 2)} ${round(-h * 0.72)} q${round(w / 2)} 0 ${round(w / 2)} ${round(h * 0.72)}z" fill="${colour}"/>` +
    `<circle cx="${round(x)}" cy="${round(y - h * 0.86)}" r="${round(w * 0.3)}" fill="${isNight ? '#c9d2cb' : '#d9b391'}"/></g>`
  );
}

function intruder(moment: number): string {
  const across = 0.2 + 0.6 * Math.abs(((moment / 12) % 2) - 1);
  const { x, y, scale } = project(across, 0.62);
  const h = 120 * scale;
  return `<g><path d="M${round(x - 22)} ${round(y)} l6 ${round(-h * 0.75)} h32 l6 ${round(h * 0.75)}z" fill="#20242a"/><circle cx="${round(x)}" cy="${round(y - h * 0.86)}" r="17" fill="#30363d"/><path d="M${round(x + 18)} ${round(y - h * 0.5)} l60 -14 v30z" fill="#ffffcc" opacity="0.75"/></g>`;
}

function fire({ smoke, moment }: CameraScene): string {
  const flames = [0, 1, 2, 3, 4].map((i) => {
    const tall = (46 + 95 * smoke) * (0.7 + 0.5 * noiseAt(77, i * 101 + moment));
    const x = 430 + i * 26;
    const colour = i % 2 === 0 ? '#ff7a18' : '#ffc63b';
    return `<path d="M${x - 18} 330 q4 ${round(-tall * 0.6)} 16 ${round(-tall)} q14 ${round(tall * 0.5)} 20 ${round(tall)}z" fill="${colour}" opacity="0.92"/>`;
  });
  const clouds = [0, 1, 2, 3, 4, 5, 6].map((i) => {
    const x = 120 + i * 120 + 30 * noiseAt(91, i * 57 + moment);
    return `<ellipse cx="${round(x)}" cy="${round(70 + 60 * smoke)}" rx="150" ry="${round(40 + 130 * smoke)}" fill="#3b3b3b" opacity="${round(0.75 * smoke)}" filter="url(#soft)"/>`;
  });
  return flames.join('') + clouds.join('');
}

function overlay({ title, subtitle, stamp, people }: CameraScene, isNight: boolean): string {
  const font = 'font-family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif" fill="#fff"';
  const outline = 'stroke="#000" stroke-width="3" paint-order="stroke"';
  const right = width - 16;
  return [
    `<text x="16" y="52" font-size="44" ${font} ${outline}>${escapeText(title)}</text>`,
    `<text x="16" y="92" font-size="30" ${font} ${outline}>${escapeText(subtitle)}</text>`,
    `<text x="${right}" y="52" font-size="36" text-anchor="end" ${font} ${outline}>${escapeText(stamp)}</text>`,
    `<text x="16" y="${height - 22}" font-size="34" ${font} ${outline}>人数 people ${people}${isNight ? ' · 红外 IR' : ''}</text>`,
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
