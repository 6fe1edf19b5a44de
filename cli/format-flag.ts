import { formats, usual } from '../reports/formats.ts'

/** `--format`, for every command that writes reports: what there is to choose from is the list itself. */
export const formatFlag = ['--format <formats>', `${Object.keys(formats).join(', ')}; several by commas (default: ${usual.join(', ')})`] as const
