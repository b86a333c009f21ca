// What stands where content is not, or not yet.
import { useTranslation } from 'react-i18next';
import { Empty, ErrorNote, Loading } from '../../components/notes.tsx';
import { Example, Shelf } from './example.tsx';
import { exampleError } from './examples.ts';

export function Notes() {
  const { t } = useTranslation();
  return (
    <Shelf title={t('design.notes')} note={t('design.notesNote')}>
      <Example state={t('design.loading')} isWide isInert>
        <Loading />
      </Example>
      <Example state={t('design.empty')} isWide>
        <Empty title={t('design.emptyTitle')} lead={t('design.emptyLead')} />
      </Example>
      <Example state={t('design.error')} isWide isInert>
        <ErrorNote error={exampleError} onRetry={() => {}} />
      </Example>
      <Example state={t('design.hint')} isWide>
        <p className="note">{t('design.emptyLead')}</p>
      </Example>
    </Shelf>
  );
}
