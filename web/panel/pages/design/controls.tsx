// What a person presses: buttons, choices, switches, steps, and how far an order has come.
import '../space/controls.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { Icon } from '../../components/icon.tsx';
import { useWords } from '../../i18n/index.ts';
import { CommandNote } from '../space/command-note.tsx';
import { NumberSteps } from '../space/number-steps.tsx';
import { StateChoice } from '../space/state-choice.tsx';
import { Switch } from '../space/switch.tsx';
import { Example, Shelf } from './example.tsx';
import { controlIn, exampleOrders, examplePoints } from './examples.ts';

export function Controls() {
  return (
    <>
      <Buttons />
      <Fields />
      <Switches />
      <Settings />
      <Orders />
    </>
  );
}

function Buttons() {
  const { t } = useTranslation();
  return (
    <Shelf title={t('design.buttons')} note={t('design.buttonsNote')}>
      <Example state={t('design.main')}>
        <button type="button" className="button button-main">
          {t('design.act')}
        </button>
      </Example>
      <Example state={t('design.plain')}>
        <button type="button" className="button">
          <Icon name="check" />
          {t('design.act')}
        </button>
      </Example>
      <Example state={t('design.iconOnly')}>
        <button type="button" className="button button-icon" aria-label={t('design.act')}>
          <Icon name="plus" />
        </button>
      </Example>
      <Example state={t('design.disabled')}>
        <button type="button" className="button" disabled>
          {t('design.act')}
        </button>
      </Example>
      <Example state={t('design.chip')}>
        <span className="design-pair">
          <a className="chip" href="#main" aria-current="page">
            {t('design.one')}
          </a>
          <a className="chip" href="#main">
            {t('design.two')}
          </a>
        </span>
      </Example>
    </Shelf>
  );
}

function Fields() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<'one' | 'two' | 'three'>('one');
  const options = (['one', 'two', 'three'] as const).map((value) => ({ value, words: t(`design.${value}`) }));
  return (
    <Shelf title={t('design.fields')}>
      <Example state={t('design.choice')} isWide>
        <Choice
          legend={t('design.choice')}
          isLegendHidden
          options={options}
          value={chosen}
          onChoose={setChosen}
        />
      </Example>
      <Example state={t('design.disabled')} isWide>
        <Choice
          legend={t('design.choice')}
          isLegendHidden
          options={options}
          value="two"
          isDisabled
          onChoose={setChosen}
        />
      </Example>
      <Example state={t('design.field')}>
        <input className="input" aria-label={t('design.field')} placeholder={t('design.placeholder')} />
      </Example>
      <Example state={t('design.list')}>
        <select className="input" aria-label={t('design.list')}>
          <option>{t('design.one')}</option>
          <option>{t('design.two')}</option>
        </select>
      </Example>
    </Shelf>
  );
}

function Switches() {
  const { t } = useTranslation();
  const words = useWords();
  const name = words(examplePoints.lamp.name);
  const states = {
    off: controlIn({ readback: 0 }),
    on: controlIn({ readback: 1 }),
    wantsOn: controlIn({ readback: 0, wanted: 1 }),
    unknown: controlIn({ readback: null }),
  } as const;
  return (
    <Shelf title={t('design.switches')} note={t('design.switchesNote')}>
      {(['off', 'on', 'wantsOn', 'unknown'] as const).map((state) => (
        <Example key={state} state={t(`design.switch.${state}`)}>
          <Switch point={examplePoints.lamp} name={name} control={states[state]} isDisabled={false} />
        </Example>
      ))}
      <Example state={t('design.disabled')}>
        <Switch point={examplePoints.lamp} name={name} control={states.on} isDisabled />
      </Example>
    </Shelf>
  );
}

function Settings() {
  const { t } = useTranslation();
  const words = useWords();
  const [wanted, setWanted] = useState(22);
  const steps = { ...controlIn({ readback: wanted }), request: setWanted };
  const moving = controlIn({ readback: 22, wanted: 24 });
  return (
    <Shelf title={t('design.settings')}>
      <Example state={t('design.steps')}>
        <NumberSteps
          point={examplePoints.setpoint}
          name={words(examplePoints.setpoint.name)}
          control={steps}
          isDisabled={false}
        />
      </Example>
      <Example state={t('design.stepsMoving')}>
        <NumberSteps
          point={examplePoints.setpoint}
          name={words(examplePoints.setpoint.name)}
          control={moving}
          isDisabled={false}
        />
      </Example>
      <Example state={t('design.states')}>
        <StateChoice
          point={examplePoints.mode}
          name={words(examplePoints.mode.name)}
          control={controlIn({ readback: 0, wanted: 1 })}
          isDisabled={false}
        />
      </Example>
    </Shelf>
  );
}

function Orders() {
  const { t } = useTranslation();
  return (
    <Shelf title={t('design.orders')} note={t('design.ordersNote')}>
      {(['pending', 'confirmed', 'failed'] as const).map((state) => (
        <Example key={state} state={t(`design.order.${state}`)}>
          <CommandNote point={examplePoints.lamp} control={exampleOrders[state]} />
        </Example>
      ))}
    </Shelf>
  );
}
