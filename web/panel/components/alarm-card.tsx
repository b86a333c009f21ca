// One alarm: what, where, since when, what to do, and its acknowledgement.
import { type Alarm, authorise } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAcknowledge } from '../data/alarms.ts';
import { useCampus } from '../data/campus.ts';
import { useIdentity } from '../data/session.ts';
import { isWaiting } from '../format/alarms.ts';
import { formatMoment } from '../format/time.ts';
import { useLangOf, useLanguage, useWords } from '../i18n/index.ts';
import { Age } from './age.tsx';
import { CopyLink } from './copy-link.tsx';
import { Icon } from './icon.tsx';
import { ErrorNote } from './notes.tsx';
import { PlaceLink } from './place-link.tsx';
import { PriorityMark } from './priority-mark.tsx';

interface AlarmCardProps {
  readonly alarm: Alarm;
  /** With place, comment field and full history; without, just enough for an overview. */
  readonly isFull?: boolean;
  readonly hasPlace?: boolean;
  /** The address means this very alarm. */
  readonly isMeant?: boolean;
}

export function AlarmCard({ alarm, isFull = false, hasPlace = true, isMeant = false }: AlarmCardProps) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <article
      className={`alarm${isFull ? '' : ' is-brief'}${isMeant ? ' is-meant' : ''}`}
      aria-current={isMeant ? 'true' : undefined}
      data-alarm={alarm.id}
      data-state={alarm.state}
      data-system={alarm.system}
      data-active={alarm.isActive}
      aria-label={words(alarm.name)}
    >
      <PriorityMark
        priority={alarm.priority}
        label={t(`priority.${alarm.priority}`)}
        isQuiet={!alarm.isActive}
      />
      <div className="alarm-body">
        <div className="alarm-title">
          <strong>{words(alarm.name)}</strong>
          <AlarmStateWords alarm={alarm} />
        </div>
        <div className="alarm-facts">
          {hasPlace && <PlaceLink spaceId={alarm.spaceId} />}
          <span>{t(`system.${alarm.system}`)}</span>
          <Age since={alarm.raisedAt} />
          {isFull && <TrendLink alarm={alarm} />}
          {isFull && (
            <CopyLink href={`/alarms?alarm=${encodeURIComponent(alarm.id)}`} name={words(alarm.name)} />
          )}
        </div>
        {isFull && <AlarmPast alarm={alarm} />}
        {alarm.advice && alarm.isActive && <p className="alarm-advice">{words(alarm.advice)}</p>}
      </div>
      {isWaiting(alarm) && <Acknowledge alarm={alarm} hasComment={isFull} />}
    </article>
  );
}

function AlarmStateWords({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  return (
    <span className={`alarm-state card-note${isWaiting(alarm) ? ' is-waiting' : ''}`}>
      {alarm.state === 'acknowledged' && <Icon name="check" />}
      {t(`alarmState.${alarm.state}`)}
    </span>
  );
}

function TrendLink({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  if (alarm.pointIds.length === 0) return null;
  return (
    <Link to="/trends" search={{ points: alarm.pointIds.slice(0, 4), span: '1h' }}>
      {t('alarms.trend')}
    </Link>
  );
}

/** When it was raised, returned and acknowledged, and by whom with which words. */
function AlarmPast({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const langOf = useLangOf();
  const moment = (ms: number) => formatMoment(ms, language, timeZone);
  return (
    <div className="alarm-facts">
      <span>
        {t('alarms.raised')} {moment(alarm.raisedAt)}
      </span>
      {alarm.clearedAt !== null && (
        <span>
          {t('alarms.cleared')} {moment(alarm.clearedAt)}
        </span>
      )}
      {alarm.acknowledgedAt !== null && (
        <span>
          {t('alarms.acknowledgedBy', {
            name: alarm.acknowledgedBy ?? '—',
            time: moment(alarm.acknowledgedAt),
          })}
        </span>
      )}
      {alarm.comment && <q lang={langOf(alarm.comment)}>{alarm.comment}</q>}
    </div>
  );
}

function Acknowledge({ alarm, hasComment }: { alarm: Alarm; hasComment: boolean }) {
  const { t } = useTranslation();
  const identity = useIdentity();
  const words = useWords();
  const [comment, setComment] = useState('');
  const acknowledge = useAcknowledge();
  if (!authorise(identity, 'alarm.acknowledge', { system: alarm.system, spaceId: alarm.spaceId }))
    return null;
  return (
    <form
      className="alarm-acts"
      onSubmit={(event) => {
        event.preventDefault();
        acknowledge.mutate({ alarmId: alarm.id, comment: comment.trim() || undefined });
      }}
    >
      {hasComment && (
        <input
          className="input alarm-comment"
          aria-label={t('alarms.comment')}
          placeholder={t('alarms.commentHint')}
          maxLength={500}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      )}
      <button type="submit" className="button" disabled={acknowledge.isPending}>
        <Icon name="check" />
        {acknowledge.isPending ? t('alarms.acknowledging') : t('alarms.acknowledge')}
        <span className="visually-hidden">{words(alarm.name)}</span>
      </button>
      {acknowledge.error && <ErrorNote error={acknowledge.error} />}
    </form>
  );
}
