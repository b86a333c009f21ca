// What a door is called: the rooms that it joins.
import type { DrawnDoor } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/index.ts';
import { spaceOf, useDesk } from './desk.ts';

export function useDoorName(): (door: Pick<DrawnDoor, 'spaceIds'>) => string {
  const { t } = useTranslation();
  const words = useWords();
  const { floor } = useDesk();
  return ({ spaceIds }) => {
    const [first = '', second] = spaceIds.map((id) => {
      const space = spaceOf(floor, id);
      return space ? words(space.name) : id;
    });
    return second === undefined
      ? t('planEdit.doorOut', { name: first })
      : t('planEdit.doorBetween', { first, second });
  };
}
