// One tile of a board: its title, its content while it is in sight, and a sentence where the content fails.
import type { Tile } from '@campus/campus-model';
import { Component, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TileBody } from './tile-body.tsx';
import { TileNote } from './tile-note.tsx';
import { useTileTitle } from './tile-title.tsx';

/** A tile this near below the edge of the screen is made ready. */
const nearness = '240px';

export function TileCard({ tile }: { tile: Tile }) {
  const { title, isShown, link } = useTileTitle(tile);
  const id = useId();
  const frame = useRef<HTMLElement>(null);
  const isInSight = useIsInSight(frame);
  return (
    <section ref={frame} className={`tile tile-${tile.kind}`} aria-labelledby={id} data-tile={tile.id}>
      <h2 className={isShown ? 'tile-title' : 'visually-hidden'} id={id}>
        {link ? link(title) : title}
      </h2>
      <div className="tile-body">
        {isInSight && (
          <TileGuard key={JSON.stringify(tile.settings)}>
            <TileBody tile={tile} />
          </TileGuard>
        )}
      </div>
    </section>
  );
}

/** What is out of sight watches no point and asks for nothing. */
function useIsInSight(frame: React.RefObject<HTMLElement | null>): boolean {
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const target = frame.current;
    if (!target) return;
    const observer = new IntersectionObserver(
      (entries) => setInSight(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: nearness },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [frame]);
  return isInSight;
}

/** A tile that fails leaves the others alone. */
class TileGuard extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <FailedTile /> : this.props.children;
  }
}

function FailedTile() {
  const { t } = useTranslation();
  return <TileNote icon="warning" words={t('board.failed')} />;
}
