// Whether this browser may show notifications, and asking the person for it: only ever after a click of theirs.

export type Consent = 'granted' | 'denied' | 'default' | 'insecure' | 'unsupported';

export function consentNow(): Consent {
  if (!window.isSecureContext) return 'insecure';
  if (!('Notification' in window) || !('serviceWorker' in navigator)) return 'unsupported';
  return Notification.permission;
}

/** Asks where it was not answered before. Call it from a click. */
export async function askConsent(): Promise<Consent> {
  const now = consentNow();
  return now === 'default' ? Notification.requestPermission() : now;
}
