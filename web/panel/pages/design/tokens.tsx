// Colours, type, space and motion, read from the style sheet as it stands.
import { useTranslation } from 'react-i18next';
import { Example, Shelf } from './example.tsx';

const grounds = ['paper', 'surface', 'surface-2', 'surface-3', 'raised', 'line', 'line-strong'] as const;
const inks = ['ink', 'ink-2', 'ink-3', 'accent'] as const;
const priorities = ['critical', 'high', 'medium', 'low'] as const;
const layers = ['temperature', 'co2', 'occupancy', 'light', 'power'] as const;
const series = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const sizes = ['figure', '2xl', 'xl', 'l', 'm', 's', 'xs'] as const;
const spaces = [1, 2, 3, 4, 5, 6, 7] as const;
const steps = [0, 1, 2, 3, 4, 5] as const;

export function Tokens() {
  return (
    <>
      <Colours />
      <Scales />
      <Type />
      <Spaces />
    </>
  );
}

function Colours() {
  const { t } = useTranslation();
  return (
    <Shelf title={t('design.colour')} note={t('design.colourNote')}>
      {grounds.map((name) => (
        <Example key={name} state={`--${name}`}>
          <Swatch colour={`var(--${name})`} />
        </Example>
      ))}
      {inks.map((name) => (
        <Example key={name} state={`--${name}`}>
          <span className="design-ink" style={{ color: `var(--${name})` }}>
            {t('design.sample')}
          </span>
        </Example>
      ))}
      {priorities.map((name) => (
        <Example key={name} state={`--${name} · -soft · -words`}>
          <span className="design-pair">
            <Swatch colour={`var(--${name})`} />
            <span
              className="design-soft"
              style={{ background: `var(--${name}-soft)`, color: `var(--${name}-words)` }}
            >
              {t(`priority.${name}`)}
            </span>
          </span>
        </Example>
      ))}
    </Shelf>
  );
}

function Swatch({ colour }: { colour: string }) {
  return <span className="design-swatch" style={{ background: colour }} />;
}

function Scales() {
  const { t } = useTranslation();
  return (
    <Shelf title={t('design.scales')} note={t('design.scalesNote')}>
      {layers.map((layer) => (
        <Example key={layer} state={t(`floor.layer.${layer}`)} isWide>
          <span className="design-scale">
            {steps.map((step) => (
              <span key={step} style={{ background: `var(--scale-${layer}-${step})` }} />
            ))}
          </span>
        </Example>
      ))}
      <Example state={t('design.series')} isWide>
        <span className="design-scale">
          {series.map((row) => (
            <span key={row} style={{ background: `var(--series-${row})` }} />
          ))}
        </span>
      </Example>
    </Shelf>
  );
}

function Type() {
  const { t } = useTranslation();
  return (
    <Shelf title={t('design.type')} note={t('design.typeNote')}>
      {sizes.map((size) => (
        <Example key={size} state={`--text-${size}`} isWide>
          <span style={{ fontSize: `var(--text-${size})`, lineHeight: 1.3 }}>{t('design.typeSample')}</span>
        </Example>
      ))}
    </Shelf>
  );
}

function Spaces() {
  const { t } = useTranslation();
  return (
    <Shelf title={t('design.space')} note={t('design.spaceNote')}>
      {spaces.map((step) => (
        <Example key={step} state={`--space-${step}`}>
          <span className="design-bar" style={{ width: `var(--space-${step})` }} />
        </Example>
      ))}
      {(['radius-s', 'radius', 'radius-l'] as const).map((name) => (
        <Example key={name} state={`--${name}`}>
          <span className="design-swatch is-lined" style={{ borderRadius: `var(--${name})` }} />
        </Example>
      ))}
      {(['shadow', 'shadow-high'] as const).map((name) => (
        <Example key={name} state={`--${name}`}>
          <span className="design-swatch is-raised" style={{ boxShadow: `var(--${name})` }} />
        </Example>
      ))}
      <Example state="--touch">
        <span className="design-touch" />
      </Example>
    </Shelf>
  );
}
