// The library's session with the services that a subscription is made of; its own interface leaves them out.
import type {
  ClientSession,
  ClientSessionPublishService,
  ClientSessionRawSubscriptionService,
} from 'node-opcua';

export type RawSession = ClientSession & ClientSessionRawSubscriptionService & ClientSessionPublishService;

/** Every session of the library has these services. */
export function rawSession(session: ClientSession): RawSession {
  return session as RawSession;
}
