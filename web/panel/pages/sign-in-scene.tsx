// A quiet drawing behind the sign-in: storeys on a grid, the mark of the product writ large. It says nothing to read.
import { type Metres, project, storey } from '../format/plan.ts';

interface Block {
  readonly at: Metres;
  readonly size: Metres;
  readonly storeys: number;
}

/** Far to near, metres. */
const blocks: readonly Block[] = [
  { at: [190, 62], size: [34, 34], storeys: 3 },
  { at: [96, 66], size: [66, 15], storeys: 6 },
  { at: [10, 58], size: [52, 26], storeys: 2 },
  { at: [120, 6], size: [58, 26], storeys: 3 },
  { at: [34, 4], size: [58, 14], storeys: 4 },
];
const storeyM = 7;
const gridM = 20;
const ground = { minX: -160, maxX: 420, minY: -80, maxY: 240 };

export function SignInScene() {
  return (
    <svg
      className="scene"
      viewBox="-230 -215 620 250"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
    >
      <path className="scene-grid" d={gridPath()} />
      {blocks.map((block) => (
        <SceneBlock key={block.at.join()} block={block} />
      ))}
    </svg>
  );
}

function SceneBlock({ block: { at, size, storeys } }: { block: Block }) {
  const [x, y] = at;
  const [width, depth] = size;
  const outline: Metres[] = [
    [x, y],
    [x + width, y],
    [x + width, y + depth],
    [x, y + depth],
  ];
  return Array.from({ length: storeys }, (_, level) => {
    const { walls, lid } = storey(outline, level * storeyM, (level + 1) * storeyM);
    return (
      <g key={lid}>
        {walls.map(({ points, isLit }) => (
          <polygon key={points} className={isLit ? 'wall wall-lit' : 'wall wall-shade'} points={points} />
        ))}
        <polygon className="lid" points={lid} />
      </g>
    );
  });
}

function gridPath(): string {
  const { minX, maxX, minY, maxY } = ground;
  const lines: string[] = [];
  for (let x = minX; x <= maxX; x += gridM) lines.push(line([x, minY], [x, maxY]));
  for (let y = minY; y <= maxY; y += gridM) lines.push(line([minX, y], [maxX, y]));
  return lines.join('');
}

function line([x1, y1]: Metres, [x2, y2]: Metres): string {
  return `M${project(x1, y1, 0).join(' ')}L${project(x2, y2, 0).join(' ')}`;
}
