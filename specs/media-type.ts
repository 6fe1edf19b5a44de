/** A media type without its parameters, in lower case (RFC 9110 section 8.3.1). */
export function essenceOf(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase()
}

/** True for `application/json`, and whatever else is JSON by its name (RFC 6839 section 3.1). */
export function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || /[/+]json$/.test(essenceOf(mediaType))
}
