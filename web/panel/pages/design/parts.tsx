// Cards, tables, menus, questions and the line icons.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Icon, iconNames } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { TableFrame } from '../../components/table-frame.tsx';
import { Example, Shelf } from './example.tsx';

export function Parts() {
  const { t } = useTranslation();
  return (
    <>
      <Shelf title={t('design.parts')}>
        <Example state={t('design.card')} isWide>
          <Card title={t('design.sample')} note={t('design.two')}>
            <p>{t('design.lead')}</p>
          </Card>
        </Example>
        <Example state={t('design.table')} isWide>
          <ExampleTable />
        </Example>
        <Example state={t('design.menu')}>
          <Menu label={t('design.menu')} button={<Icon name="down" />}>
            {(close) => (
              <button type="button" className="menu-item" onClick={close}>
                <Icon name="check" />
                {t('design.act')}
              </button>
            )}
          </Menu>
        </Example>
        <Example state={t('design.question')}>
          <Question />
        </Example>
      </Shelf>
      <Shelf title={t('design.icons')} note={t('design.iconsNote')}>
        {iconNames.map((name) => (
          <Example key={name} state={name}>
            <span className="design-icon">
              <Icon name={name} />
            </span>
          </Example>
        ))}
      </Shelf>
    </>
  );
}

function ExampleTable() {
  const { t } = useTranslation();
  return (
    <TableFrame label={t('design.table')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('design.sample')}</th>
            <th scope="col" className="number">
              kWh
            </th>
          </tr>
        </thead>
        <tbody>
          {(['one', 'two', 'three'] as const).map((row, at) => (
            <tr key={row}>
              <td>{t(`design.${row}`)}</td>
              <td className="number">{(128.4 * (at + 1)).toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Question() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        {t('design.ask')}
      </button>
      {isOpen && (
        <Confirm question={t('design.askWords')} onConfirm={() => {}} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
