// The links of a plan's rooms: hundreds of plain links, followed and fetched ahead by one listener on the group that holds them.
import { useRouter } from '@tanstack/react-router';
import { type MouseEvent, type PointerEvent, useMemo } from 'react';

const linkSelector = 'a[data-space]';

export function roomPath(spaceId: string): string {
  return `/spaces/${encodeURIComponent(spaceId)}`;
}

interface RoomLinks {
  readonly onClick: (event: MouseEvent) => void;
  readonly onPointerOver: (event: PointerEvent) => void;
}

/** Listeners for the group of rooms; a click that is meant for another tab is the browser's. */
export function useRoomLinks(): RoomLinks {
  const router = useRouter();
  return useMemo(() => {
    let fetched = '';
    return {
      onClick(event) {
        const spaceId = spaceOf(event);
        if (!spaceId || event.button !== 0 || isForElsewhere(event)) return;
        event.preventDefault();
        void router.navigate({ to: '/spaces/$spaceId', params: { spaceId } });
      },
      onPointerOver(event) {
        const spaceId = spaceOf(event);
        if (!spaceId || spaceId === fetched) return;
        fetched = spaceId;
        void router.preloadRoute({ to: '/spaces/$spaceId', params: { spaceId } });
      },
    };
  }, [router]);
}

function spaceOf({ target }: { readonly target: EventTarget }): string | null {
  return (target as Element).closest(linkSelector)?.getAttribute('data-space') ?? null;
}

function isForElsewhere({ ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return ctrlKey || metaKey || shiftKey || altKey;
}
