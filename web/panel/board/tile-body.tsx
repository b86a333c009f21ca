// The content of a tile by its kind. Curves, with the chart library, load when the first one is shown.
import type { Tile } from '@campus/campus-model';
import { lazy, Suspense } from 'react';
import { Loading } from '../components/notes.tsx';
import { BarsTile } from './tiles/bars-tile.tsx';
import { CameraTile } from './tiles/camera-tile.tsx';
import { CountTile } from './tiles/count-tile.tsx';
import { ListTile } from './tiles/list-tile.tsx';
import { MapTile } from './tiles/map-tile.tsx';
import { PlanTile } from './tiles/plan-tile.tsx';
import { TextTile } from './tiles/text-tile.tsx';
import { ValueTile } from './tiles/value-tile.tsx';

const TrendTile = lazy(() => import('./tiles/trend-tile.tsx'));

export function TileBody({ tile }: { tile: Tile }) {
  switch (tile.kind) {
    case 'value':
      return <ValueTile settings={tile.settings} />;
    case 'count':
      return <CountTile settings={tile.settings} />;
    case 'list':
      return <ListTile settings={tile.settings} />;
    case 'trend':
      return (
        <Suspense fallback={<Loading />}>
          <TrendTile settings={tile.settings} />
        </Suspense>
      );
    case 'bars':
      return <BarsTile settings={tile.settings} />;
    case 'plan':
      return <PlanTile settings={tile.settings} />;
    case 'map':
      return <MapTile />;
    case 'camera':
      return <CameraTile settings={tile.settings} />;
    case 'text':
      return <TextTile settings={tile.settings} />;
  }
}
