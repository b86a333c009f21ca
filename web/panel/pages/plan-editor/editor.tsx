// Drawing the plan of a floor: the plan, the tools over it and the lists beside it.
import { drawingChanges, drawnFloor, type PlanDrawing, type PlanDrawingView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { versionQuery } from '../../data/drawings.ts';
import { AssignSheet } from './assign-sheet.tsx';
import type { Ring } from './corners.ts';
import { type Chosen, type Desk, DeskProvider, type Sight, type Tab, type Tool } from './desk.ts';
import { EditCanvas } from './edit-canvas.tsx';
import { EditNotes } from './edit-notes.tsx';
import { ImportSheet } from './import-sheet.tsx';
import { SidePanel } from './side-panel.tsx';
import { Toolbar } from './toolbar.tsx';
import { type PlanEdit, usePlanEdit } from './use-plan-edit.ts';
import { VersionBanner } from './version-banner.tsx';

interface EditorProps {
  readonly view: PlanDrawingView;
  /** Building and floor in words. */
  readonly name: string;
}

export function Editor({ view, name }: EditorProps) {
  const { t } = useTranslation();
  const edit = usePlanEdit(view);
  const [looked, lookAt] = useState<number | null>(null);
  const former = useFormer(edit, looked);
  const { desk, setKeeping } = useDeskState(edit, former);
  const [tab, setTab] = useState<Tab>('spaces');
  const [isImporting, setImporting] = useState(false);
  const [drawn, setDrawn] = useState<Ring | null>(null);
  const marked = useMemo(() => changedSpaces(edit.drawing, former), [edit.drawing, former]);
  const choose = (chosen: Chosen | null) => {
    desk.choose(chosen);
    if (chosen) setTab(`${chosen.kind}s`);
  };
  return (
    <DeskProvider value={{ ...desk, choose }}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Z and Ctrl+S act on the whole editor */}
      <div className="page plan-editor" onKeyDown={(event) => onKey(event, edit)}>
        <div className="page-head">
          <h1>{t('planEdit.title', { name })}</h1>
        </div>
        <p className="note plan-editor-small">{t('planEdit.smallScreen')}</p>
        <Toolbar onImport={() => setImporting(true)} onKeeping={setKeeping} />
        <div className="plan-editor-body">
          <div className="plan-notes">
            <EditNotes />
            {former && <VersionBanner version={looked ?? 0} onClose={() => lookAt(null)} />}
          </div>
          <EditCanvas
            name={t('planEdit.canvas', { name })}
            isStill={former !== null}
            marked={marked}
            onDrawn={setDrawn}
          />
          <SidePanel tab={tab} onTab={setTab} looked={looked} onLook={lookAt} />
        </div>
        {isImporting && <ImportSheet onClose={() => setImporting(false)} />}
        {drawn && <AssignSheet outline={drawn} onClose={() => setDrawn(null)} />}
        <p className="visually-hidden" role="status" aria-live="polite">
          {edit.said}
        </p>
      </div>
    </DeskProvider>
  );
}

function useDeskState(
  edit: PlanEdit,
  former: PlanDrawing | null,
): { desk: Desk; setKeeping: (isKeeping: boolean) => void } {
  const [preview, show] = useState<PlanDrawing | null>(null);
  const [chosen, choose] = useState<Chosen | null>(null);
  const [tool, take] = useState<Tool>('choose');
  const [isKeeping, setKeeping] = useState(true);
  const sight = useRef<Sight | null>(null);
  const reachM = useRef(0.2);
  const showSpace: Desk['showSpace'] = useRef(null);
  const shown = former ?? preview ?? edit.drawing;
  const floor = useMemo(() => drawnFloor(edit.view.described, shown), [edit.view.described, shown]);
  const desk = { edit, shown, floor, show, chosen, choose, tool, take, isKeeping, sight, reachM, showSpace };
  return { desk, setKeeping };
}

/** The drawing of a former version while it is looked at. */
function useFormer({ place }: PlanEdit, looked: number | null): PlanDrawing | null {
  const query = useQuery({ ...versionQuery(place, looked ?? 0), enabled: looked !== null });
  return looked === null ? null : (query.data?.drawing ?? null);
}

function changedSpaces(now: PlanDrawing, former: PlanDrawing | null): ReadonlySet<string> {
  if (!former) return new Set();
  const { spaces, added } = drawingChanges(now, former);
  return new Set([...spaces, ...added]);
}

function onKey(event: KeyboardEvent, edit: PlanEdit): void {
  const isTyping = (event.target as Element).matches('input, select, textarea');
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === 's') {
    if (edit.isChanged && !edit.isBlocked && !edit.isSaving) edit.save();
  } else if (key === 'z' && !isTyping) {
    if (event.shiftKey) edit.redo();
    else edit.undo();
  } else if (key === 'y' && !isTyping) edit.redo();
  else return;
  event.preventDefault();
}
