/** What a check may do to its subject: read, send writes that must be refused, change, make and destroy, or exhaust a limit. */
export type Cost = 'safe' | 'refused' | 'mutating' | 'destructive' | 'burst'
