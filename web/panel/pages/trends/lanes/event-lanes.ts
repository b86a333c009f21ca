// Lanes of alarms and commands in the rooms of the points that are shown.
import { type Alarm, type Command, errorTable } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlaceWords } from '../../../components/place-link.tsx';
import { useCampus } from '../../../data/campus.ts';
import { eventsQuery } from '../../../data/history.ts';
import { pointsQuery } from '../../../data/points.ts';
import { useCommandWords } from '../../../format/command-words.ts';
import { formatMoment } from '../../../format/time.ts';
import { formatValue } from '../../../format/value.ts';
import { useLanguage, useWords } from '../../../i18n/index.ts';
import { hubNow } from '../../../live/clock.ts';
import type { Fact, Lane, LaneItem, LaneQuestion } from './lane.ts';

/** Of each kind; the hub gives no more. */
const mostEvents = 500;

function useEvents({ points, now, spanKey, isFollowing }: LaneQuestion) {
  const pointIds = points.map(({ pointId }) => pointId);
  return useQuery(eventsQuery({ pointIds, key: spanKey, span: now, isFollowing })).data;
}

function useMoment(): (ms: number) => string {
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  return (ms) => formatMoment(ms, language, timeZone);
}

export function useAlarmLane(question: LaneQuestion): readonly Lane[] {
  const { t } = useTranslation();
  const events = useEvents(question);
  const itemOf = useAlarmItem();
  const alarms = events?.alarms ?? [];
  return [
    {
      key: 'alarms',
      title: t('trends.lanes.alarms'),
      icon: 'alarms',
      items: alarms.map(itemOf).reverse(),
      note: events?.isCut ? t('trends.lanes.cut', { count: mostEvents }) : null,
    },
  ];
}

function useAlarmItem(): (alarm: Alarm) => LaneItem {
  const { t } = useTranslation();
  const words = useWords();
  const placeWords = usePlaceWords();
  const moment = useMoment();
  return (alarm) => {
    const { id, priority, isActive, raisedAt, clearedAt, spaceId, state, acknowledgedAt, acknowledgedBy } =
      alarm;
    const facts: Fact[] = [
      { label: t('trends.lanes.priority'), words: t(`priority.${priority}`) },
      { label: t('trends.lanes.place'), words: placeWords(spaceId) },
      {
        label: t('trends.lanes.until'),
        words: clearedAt === null ? t('trends.lanes.goesOn') : moment(clearedAt),
      },
      { label: t('trends.lanes.state'), words: t(`alarmState.${state}`) },
    ];
    if (acknowledgedAt !== null && acknowledgedBy !== null) {
      const said = t('alarms.acknowledgedBy', { name: acknowledgedBy, time: moment(acknowledgedAt) });
      facts.push({ label: t('trends.lanes.acknowledged'), words: said });
    }
    return {
      key: id,
      fromMs: raisedAt,
      toMs: clearedAt ?? hubNow(),
      isOpen: clearedAt === null,
      look: { kind: 'alarm', priority, isActive },
      title: words(alarm.name),
      facts,
      link: { to: 'alarm', id },
    };
  };
}

export function useCommandLane(question: LaneQuestion): readonly Lane[] {
  const { t } = useTranslation();
  const events = useEvents(question);
  const commands = events?.commands ?? [];
  const ids = useMemo(() => [...new Set(commands.map(({ pointId }) => pointId))].sort(), [commands]);
  const { data: points } = useQuery({ ...pointsQuery(ids), enabled: ids.length > 0 });
  const itemOf = useCommandItem(points);
  return [
    {
      key: 'commands',
      title: t('trends.lanes.commands'),
      icon: 'power',
      items: commands.map(itemOf).reverse(),
      note: null,
    },
  ];
}

type KnownPoints = ReadonlyMap<string, LaneQuestion['points'][number]> | undefined;

function useCommandItem(points: KnownPoints): (command: Command) => LaneItem {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const words = useWords();
  const placeWords = usePlaceWords();
  const commandWords = useCommandWords();
  return (command) => {
    const { id, pointId, value, state, by, requestedAt, reason, readback } = command;
    const point = points?.get(pointId);
    const said = (number: number) => {
      if (!point) return String(number);
      const shown = formatValue(point, number, language);
      return `${shown.words} ${shown.unit}`.trim();
    };
    const asked = point
      ? commandWords.what(command, point)
      : value === null
        ? t('command.release')
        : String(value);
    const detail = commandWords.detail(command);
    const why =
      reason && reason in errorTable ? words(errorTable[reason as keyof typeof errorTable]) : reason;
    const facts: Fact[] = [
      { label: t('trends.lanes.order'), words: asked },
      { label: t('trends.lanes.by'), words: commandWords.by(by) },
      { label: t('trends.lanes.state'), words: t(`commandState.${state}`) },
      ...(why ? [{ label: t('trends.lanes.reason'), words: detail ? `${why} ${detail}` : why }] : []),
      ...(typeof readback === 'number' ? [{ label: t('trends.lanes.readback'), words: said(readback) }] : []),
      ...(point ? [{ label: t('trends.lanes.place'), words: placeWords(point.spaceId) }] : []),
    ];
    return {
      key: id,
      fromMs: requestedAt,
      toMs: requestedAt,
      isOpen: false,
      look: { kind: 'command', state },
      title: `${point ? words(point.name) : pointId} · ${asked}`,
      facts,
      link: point ? { to: 'space', id: point.spaceId } : null,
    };
  };
}
