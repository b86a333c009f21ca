// Brings the thing that the address points at into sight, once it is drawn. How it is marked is the style sheet's.
import { useRouter } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef } from 'react';

/** For the element that is meant; `isMeant` may come true later, when what it belongs to has loaded. */
export function useMarked<T extends HTMLElement>(isMeant: boolean): RefObject<T | null> {
  const element = useRef<T>(null);
  const router = useRouter();
  useEffect(() => {
    if (!isMeant) return;
    const show = () => element.current?.scrollIntoView({ block: 'center' });
    show();
    // A page that has just been drawn is scrolled to its top by the router: then once more.
    return router.subscribe('onRendered', show);
  }, [isMeant, router]);
  return element;
}
