import type { ComponentType } from 'preact'
import type { InviteFormProps } from './invite-form.tsx'

/** Inviting is not what most look at the popup for. */
export const loadInviteForm = async (): Promise<ComponentType<InviteFormProps>> =>
  (await import('./invite-form.tsx')).InviteForm
