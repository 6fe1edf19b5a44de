/** True for a JSON text that ends before it is complete, as one does whose sender went away: everything in it is open still. */
export function isCutOff(text: string): boolean {
  const open: string[] = []
  let isText = false
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at] ?? ''
    if (isText && one === '\\') at += 1
    else if (one === '"') isText = !isText
    else if (!isText && (one === '{' || one === '[')) open.push(one === '{' ? '}' : ']')
    else if (!isText && (one === '}' || one === ']') && open.pop() !== one) return false
    if (!isText && open.length === 0 && !/\s/.test(one)) return false
  }
  return isText || open.length > 0
}
