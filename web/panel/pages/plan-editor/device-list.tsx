// The equipment of the floor, what stands nowhere first; each is dragged from here onto the plan, put into the middle of its
// room, or placed by numbers.
import { type DrawnDevice, standsIn } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { useWords } from '../../i18n/index.ts';
import { SymbolIcon } from '../../plan/index.ts';
import { withDevice } from './changes.ts';
import { middleOf } from './corners.ts';
import { spaceOf, useDesk } from './desk.ts';
import { useDeviceDrag, usePlacing } from './device-shapes.tsx';
import { NumberField } from './number-field.tsx';

export function DeviceList() {
  const { t } = useTranslation();
  const words = useWords();
  const { edit } = useDesk();
  const [text, setText] = useState('');
  const { devices } = edit.floor;
  const wanted = text.trim().toLowerCase();
  const roomOf = ({ spaceId }: DrawnDevice) => {
    const space = spaceOf(edit.floor, spaceId);
    return space ? words(space.name) : spaceId;
  };
  const found = devices.filter(
    (device) =>
      wanted === '' || `${words(device.name)} ${roomOf(device)} ${device.id}`.toLowerCase().includes(wanted),
  );
  const [loose, placed] = [found.filter(({ at }) => !at), found.filter(({ at }) => at)];
  return (
    <>
      <input
        type="search"
        className="input"
        aria-label={t('planEdit.findDevice')}
        placeholder={t('planEdit.findDevice')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="card-note" id="plan-drag-keys">
        {t('planEdit.dragKeys')}
      </p>
      <Group title={t('planEdit.loose', { count: loose.length })} devices={loose} roomOf={roomOf} />
      <Group title={t('planEdit.standing', { count: placed.length })} devices={placed} roomOf={roomOf} />
    </>
  );
}

interface GroupProps {
  readonly title: string;
  readonly devices: readonly DrawnDevice[];
  readonly roomOf: (device: DrawnDevice) => string;
}

function Group({ title, devices, roomOf }: GroupProps) {
  return (
    <section className="plan-group">
      <h2>{title}</h2>
      <ul className="plan-list">
        {devices.map((device) => (
          <DeviceRow key={device.id} device={device} room={roomOf(device)} />
        ))}
      </ul>
    </section>
  );
}

function DeviceRow({ device, room }: { device: DrawnDevice; room: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { chosen, choose, edit, showSpace } = useDesk();
  const grab = useDeviceDrag(device);
  const name = words(device.name);
  const isChosen = chosen?.kind === 'device' && chosen.id === device.id;
  return (
    <li className={isChosen ? 'is-chosen' : undefined}>
      <div className="plan-device">
        <button
          type="button"
          className="tool plan-grab"
          aria-label={t('planEdit.place', { name })}
          aria-describedby="plan-drag-keys"
          data-grab={device.id}
          onPointerDown={grab}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault();
            placeInMiddle(edit, device, t('planEdit.said.placed', { name }));
            choose({ kind: 'device', id: device.id });
          }}
        >
          <Icon name="move" />
        </button>
        <button
          type="button"
          className="plan-row"
          aria-expanded={isChosen}
          data-row={device.id}
          onClick={() => {
            choose(isChosen ? null : { kind: 'device', id: device.id });
            const space = spaceOf(edit.floor, device.spaceId);
            if (!isChosen && space) showSpace.current?.(space);
          }}
        >
          <SymbolIcon kind={device.kind} state="heard" />
          <span className="plan-row-name">
            {name}
            <span className="card-note">{room}</span>
          </span>
          <span className="plan-row-figure">
            {device.at ? `${device.at[0].toFixed(1)} · ${device.at[1].toFixed(1)}` : t('planEdit.nowhere')}
          </span>
        </button>
      </div>
      {isChosen && <DeviceForm device={device} name={name} />}
    </li>
  );
}

function placeInMiddle(edit: ReturnType<typeof useDesk>['edit'], device: DrawnDevice, said: string): void {
  const space = spaceOf(edit.floor, device.spaceId);
  if (!space) return;
  const isIn = device.at && standsIn(space.outline, device.at);
  if (!isIn) edit.draw(withDevice(edit.drawing, device.id, middleOf(space.outline)), said);
}

function DeviceForm({ device, name }: { device: DrawnDevice; name: string }) {
  const { t } = useTranslation();
  const { edit } = useDesk();
  const placing = usePlacing();
  const { at } = device;
  const place = (to: [number, number]) => {
    const refused = placing(edit.floor, device, to);
    if (refused) edit.refuse(refused);
    else edit.draw(withDevice(edit.drawing, device.id, to), t('planEdit.said.placed', { name }));
  };
  return (
    <div className="plan-form">
      {at && (
        <div className="plan-pair">
          <NumberField label={t('planEdit.x')} value={at[0]} onChange={(x) => place([x, at[1]])} />
          <NumberField label={t('planEdit.y')} value={at[1]} onChange={(y) => place([at[0], y])} />
        </div>
      )}
      <div className="plan-form-acts">
        <button
          type="button"
          className="button"
          onClick={() => {
            const space = spaceOf(edit.floor, device.spaceId);
            if (space) place(middleOf(space.outline));
          }}
        >
          {t('planEdit.toMiddle')}
        </button>
        {at && (
          <button
            type="button"
            className="button"
            onClick={() =>
              edit.draw(withDevice(edit.drawing, device.id, null), t('planEdit.said.takenOff', { name }))
            }
          >
            {t('planEdit.takeOff')}
          </button>
        )}
      </div>
    </div>
  );
}
