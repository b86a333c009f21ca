// What was changed between two drawings, in words.
import type { DrawingChanges } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/index.ts';
import { useDesk } from './desk.ts';

/** Names that are said; of more only the number. */
const mostNamed = 3;

export function useChangeWords(): (changes: DrawingChanges) => string {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const { edit } = useDesk();
  const nameOf = (id: string): string => {
    const { spaces, devices } = edit.floor;
    const found = spaces.find((space) => space.id === id) ?? devices.find((device) => device.id === id);
    return found ? words(found.name) : id;
  };
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
  const named = (ids: readonly string[]): string => list.format(ids.slice(0, mostNamed).map(nameOf));
  return (changes) => {
    const parts = (['spaces', 'added', 'removed', 'devices'] as const).flatMap((kind) => {
      const ids = changes[kind];
      if (ids.length === 0) return [];
      return t(ids.length > mostNamed ? `planEdit.changed.many.${kind}` : `planEdit.changed.${kind}`, {
        names: named(ids),
        count: ids.length,
      });
    });
    if (changes.doors.length > 0) parts.push(t('planEdit.changed.doors', { count: changes.doors.length }));
    if (changes.isNorthMoved) parts.push(t('planEdit.changed.north'));
    if (changes.isBackdropChanged) parts.push(t('planEdit.changed.backdrop'));
    return parts.length > 0 ? parts.join(t('planEdit.changed.comma')) : t('planEdit.changed.nothing');
  };
}
