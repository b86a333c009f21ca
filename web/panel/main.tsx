// The page's entry: theme and language first, then the router.
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/banners.css';
import './styles/components.css';
import './styles/values.css';
import './styles/print.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchInstall } from './app/install.ts';
import { leaveWhenSignedOut, router } from './app/router.tsx';
import { startServiceWorker } from './app/service-worker.ts';
import { applyTheme, printInLight } from './app/theme.ts';
import { queryClient } from './data/query-client.ts';
import { startLanguages } from './i18n/index.ts';

applyTheme();
printInLight();
await startLanguages();
leaveWhenSignedOut();
watchInstall();
void startServiceWorker((href) => void router.navigate({ href }));

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
