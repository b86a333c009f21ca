// What stands in a tile in the place of its content: nothing there, no right, no such thing.
import { Icon, type IconName } from '../components/icon.tsx';

export function TileNote({ icon, words, lead }: { icon: IconName; words: string; lead?: string }) {
  return (
    <div className="tile-note">
      <Icon name={icon} />
      <p>
        <strong>{words}</strong>
        {lead && <span>{lead}</span>}
      </p>
    </div>
  );
}
