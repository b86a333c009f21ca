// The plan editor of a floor, for those who may draw it.
import './plan-editor.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { LoadingPage, MissingPage } from '../app/fallback-pages.tsx';
import { ErrorNote } from '../components/notes.tsx';
import { useCampus } from '../data/campus.ts';
import { drawingQuery } from '../data/drawings.ts';
import { useWords } from '../i18n/index.ts';
import { Editor } from './plan-editor/editor.tsx';

const route = getRouteApi('/inside/buildings/$buildingId/floors/$floorId/edit');

export function PlanEditorPage() {
  const words = useWords();
  const { buildingId, floorId } = route.useParams();
  const building = useCampus().buildings.find(({ id }) => id === buildingId);
  const floor = building?.floors.find(({ id }) => id === floorId);
  const { data: view, error, refetch } = useQuery(drawingQuery({ buildingId, floorId }));
  if (!building || !floor) return <MissingPage />;
  const name = `${words(building.name)} · ${words(floor.name)}`;
  if (view) return <Editor key={`${buildingId}/${floorId}`} view={view} name={name} />;
  if (!error) return <LoadingPage />;
  return (
    <div className="page">
      <h1>{name}</h1>
      <ErrorNote error={error} onRetry={() => void refetch()} />
    </div>
  );
}
