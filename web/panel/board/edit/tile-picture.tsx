// A picture of each kind of tile, for the gallery: drawn in the page's own colours.
import type { TileKind } from '@campus/campus-model';
import type { ReactNode } from 'react';
import { MarkShape } from '../../components/priority-mark.tsx';

export function TilePicture({ kind }: { kind: TileKind }) {
  return (
    <svg className="tile-picture" viewBox="0 0 160 90" aria-hidden="true" focusable="false">
      {pictures[kind]}
    </svg>
  );
}

const pictures: Record<TileKind, ReactNode> = {
  value: (
    <>
      <text className="pic-figure" x="14" y="44">
        21.4
      </text>
      <text className="pic-small" x="72" y="44">
        °C
      </text>
      <path className="pic-fill" d="M14 76 40 66l24 6 26-12 26 4 30-14v28H14z" />
      <path className="pic-line" d="M14 76 40 66l24 6 26-12 26 4 30-14" />
    </>
  ),
  count: (
    <>
      <text className="pic-figure pic-large" x="30" y="58">
        7
      </text>
      <path
        className="pic-line"
        d="M78 62a18 18 0 0 1 36 0M96 38a9 9 0 1 0 0-18 9 9 0 0 0 0 18M120 62a14 14 0 0 1 22 0M131 46a7 7 0 1 0 0-14"
      />
    </>
  ),
  list: (
    <>
      {(['critical', 'high', 'medium'] as const).map((priority, row) => (
        <g key={priority}>
          <g className={`mark-${priority}`} transform={`translate(14 ${13 + row * 23}) scale(0.72)`}>
            <MarkShape priority={priority} />
          </g>
          <rect className="pic-bar" x="42" y={15 + row * 23} width={84 - row * 14} height="5" rx="2.5" />
          <rect className="pic-faint" x="42" y={24 + row * 23} width={52 + row * 6} height="4" rx="2" />
        </g>
      ))}
    </>
  ),
  trend: (
    <>
      <path className="pic-axis" d="M18 12v64h128M18 55h128M18 33h128" />
      <path className="pic-series-1" d="M18 62c16 0 20-26 36-26s20 14 34 10 22-26 58-24" />
      <path className="pic-series-2" d="M18 46c20 4 30 20 48 20s30-14 80-10" />
    </>
  ),
  bars: (
    <>
      <path className="pic-axis" d="M14 78h132" />
      {[28, 20, 34, 46, 58, 40, 26, 36].map((height, row) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a drawing that never changes
          key={row}
          className={row === 7 ? 'pic-fill' : 'pic-bar'}
          x={18 + row * 16}
          y={78 - height}
          width="11"
          height={height}
        />
      ))}
    </>
  ),
  plan: (
    <>
      <path className="pic-room" d="M14 14h44v30H14zM14 58h60v20H14zM74 58h72v20H74z" />
      <path className="pic-room pic-warm" d="M58 14h40v30H58z" />
      <path className="pic-room pic-cool" d="M98 14h48v30H98z" />
    </>
  ),
  map: (
    <>
      <path className="pic-room" d="m20 48 24-12 24 12-24 12zM20 48v14l24 12V60M68 48v14L44 74" />
      <path className="pic-room pic-cool" d="m84 34 28-14 28 14-28 14zM84 34v26l28 14V48M140 34v26l-28 14" />
    </>
  ),
  camera: (
    <>
      <rect className="pic-room" x="14" y="14" width="132" height="62" rx="4" />
      <path className="pic-line" d="M62 34h28v22H62zM90 42l12-7v20l-12-7z" />
    </>
  ),
  text: (
    <>
      <text className="pic-figure" x="14" y="44">
        10:25
      </text>
      <rect className="pic-faint" x="14" y="56" width="120" height="5" rx="2.5" />
      <rect className="pic-faint" x="14" y="68" width="86" height="5" rx="2.5" />
    </>
  ),
};
