// Who holds a point and until when, and the way to give it back.
import type { PointView, Standing } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { useCampus } from '../../data/campus.ts';
import { useCommand } from '../../data/commands.ts';
import { useCommandWords } from '../../format/command-words.ts';
import { formatMoment } from '../../format/time.ts';
import { useLanguage } from '../../i18n/index.ts';

interface HeldNoteProps {
  readonly point: PointView;
  readonly standing: Standing | undefined;
  readonly isDisabled: boolean;
}

export function HeldNote({ point, standing, isDisabled }: HeldNoteProps) {
  const { t } = useTranslation();
  const { by } = useCommandWords();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const order = useCommand();
  const [holder] = standing?.orders ?? [];
  if (!holder) return null;
  const priority = t(`command.priority.${holder.priority}`);
  const name = by(holder.by);
  const until = holder.untilMs === null ? null : formatMoment(holder.untilMs, language, timeZone);
  return (
    <p className="held-note card-note" data-holder={holder.priority}>
      <Icon name="lock" />
      {until === null
        ? t('command.heldBy', { priority, name })
        : t('command.heldUntil', { priority, name, time: until })}
      {holder.priority === 'person' && (
        <button
          type="button"
          className="link-button"
          title={t('command.releaseHint')}
          disabled={isDisabled || order.isPending}
          onClick={() => order.mutate({ pointId: point.pointId, release: true })}
        >
          {t('command.releaseButton')}
        </button>
      )}
    </p>
  );
}
