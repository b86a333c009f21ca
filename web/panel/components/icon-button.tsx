// A button of a toolbar that shows its icon alone; its words are its name and its tooltip.
import { Icon, type IconName } from './icon.tsx';

export function IconButton(props: { icon: IconName; words: string; isOff: boolean; onPress: () => void }) {
  return (
    <button
      type="button"
      className="button button-icon"
      aria-label={props.words}
      title={props.words}
      disabled={props.isOff}
      onClick={props.onPress}
    >
      <Icon name={props.icon} />
    </button>
  );
}
