// What a page of a report does where scripts run: narrows its checks down, opens what an address names, copies commands, zooms in.
// Everything can be read without it. It stands in the page as it is here, so it must not hold the end tag of its own element.
;(() => {
  'use strict'
  const byId = (id) => document.getElementById(id)
  const checks = [...document.querySelectorAll('.check')].map((element) => ({
    element,
    data: element.dataset,
    weight: Number(element.dataset.weight ?? 1),
    text: undefined,
  }))
  const groups = [...document.querySelectorAll('.group')].map((element) => ({
    element,
    count: element.querySelector('[data-count]'),
    members: checks.filter((check) => element.contains(check.element)),
  }))
  const all = checks.reduce((sum, { weight }) => sum + weight, 0)
  const form = byId('filters')
  const names = ['verdict', 'family', 'level', 'basis']

  /** What a search looks through: all that a check says, but for what went over the wire. Read once, when it is first needed. */
  const textOf = (check) => {
    if (check.text === undefined) {
      const parts = [...check.element.querySelectorAll('summary .id, summary .on, summary .says, .because, .inside > p, .inside > ul, .compared pre, .note')]
      check.text = parts
        .map((part) => part.textContent)
        .join('\n')
        .toLowerCase()
    }
    return check.text
  }

  const wanted = () => {
    const words = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean)
    const values = names.map((name) => [name, form.elements[name].value]).filter(([, value]) => value !== '')
    return { words, values }
  }

  const apply = () => {
    const { words, values } = wanted()
    const fits = (check) => values.every(([name, value]) => check.data[name] === value) && words.every((word) => textOf(check).includes(word))
    let shown = 0
    for (const { element, count, members } of groups) {
      const kept = new Set(members.filter(fits))
      const inside = members.reduce((sum, check) => (kept.has(check) ? sum + check.weight : sum), 0)
      shown += inside
      if (element.hidden !== (inside === 0)) element.hidden = inside === 0
      if (inside === 0) continue
      // A group that is hidden hides its members: to touch each of them would take longer than anybody types.
      for (const check of members) if (check.element.hidden === kept.has(check)) check.element.hidden = !kept.has(check)
      count.textContent = String(inside)
    }
    byId('nothing').hidden = shown > 0
    byId('shown').textContent = shown === all ? `${shown} ${shown === 1 ? 'check' : 'checks'}` : `${shown} of ${all} checks`
  }

  /** The filters as they stand in the address, so that a link leads to the same view. */
  const remember = () => {
    const state = new URLSearchParams()
    if (form.elements.q.value !== '') state.set('q', form.elements.q.value)
    for (const name of names) if (form.elements[name].value !== '') state.set(name, form.elements[name].value)
    const text = state.toString()
    history.replaceState(null, '', text === '' ? location.href.split('#')[0] : `#${text}`)
  }

  const reset = () => {
    form.reset()
    apply()
  }

  const open = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (at instanceof HTMLDetailsElement) at.open = true
      if (at.hidden) reset()
    }
    element.scrollIntoView({ block: 'start' })
    const focus = element.querySelector(':scope > summary')
    if (focus) focus.focus({ preventScroll: true })
  }

  /** An address names an element, or filters: `#check-etag.x-cluster`, `#verdict=failed&q=stale`. */
  const follow = () => {
    const fragment = location.hash.slice(1)
    let name = fragment
    try {
      name = decodeURIComponent(fragment)
    } catch {
      // A fragment that is not percent-encoded names nothing.
    }
    const element = name === '' ? null : byId(name)
    if (element) {
      open(element)
      return
    }
    if (!form || !fragment.includes('=')) return
    const state = new URLSearchParams(fragment)
    form.elements.q.value = state.get('q') ?? ''
    for (const each of names) {
      const field = form.elements[each]
      field.value = state.get(each) ?? ''
      if (field.selectedIndex < 0) field.value = ''
    }
    apply()
  }

  /** What a search looks through is read while nobody waits, some at a time. */
  const read = (from = 0) => {
    for (const check of checks.slice(from, from + 40)) textOf(check)
    if (from + 40 < checks.length) setTimeout(() => read(from + 40), 10)
  }

  if (form) {
    form.hidden = false
    setTimeout(read, 200)
    form.addEventListener('submit', (event) => event.preventDefault())
    form.addEventListener('input', () => {
      apply()
      remember()
    })
    for (const button of document.querySelectorAll('[data-reset]')) {
      button.addEventListener('click', () => {
        reset()
        remember()
        form.elements.q.focus()
      })
    }
    document.addEventListener('keydown', (event) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, select, textarea')
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      form.elements.q.focus()
    })
  }

  const select = (element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const selection = getSelection()
    selection.removeAllRanges()
    selection.addRange(range)
  }

  /** Where the page may not write to the clipboard, the text is selected, so that a key does the rest. */
  const copy = async (element) => {
    try {
      await navigator.clipboard.writeText(element.textContent)
      return 'Copied'
    } catch {
      select(element)
      return document.execCommand('copy') ? 'Copied' : 'Selected'
    }
  }

  for (const button of document.querySelectorAll('button.copy')) {
    button.hidden = false
    const label = button.firstChild
    button.addEventListener('click', async () => {
      label.textContent = await copy(button.parentElement.querySelector('code'))
      button.dataset.done = label.textContent
      setTimeout(() => {
        label.textContent = 'Copy'
      }, 2000)
    })
  }

  const zoom = byId('zoom')
  if (zoom) {
    zoom.hidden = false
    const field = byId('resource')
    const lives = [...document.querySelectorAll('.life')]
    const show = (id) => {
      for (const life of lives) {
        life.hidden = id !== '' && life.id !== id
        life.open = life.id === id
      }
      if (lives.length > 0 && id !== '') lives[0].parentElement.open = true
    }
    field.addEventListener('input', () => show(field.value))
    for (const bar of document.querySelectorAll('rect[data-thing]')) {
      bar.addEventListener('click', () => {
        const id = `thing-${bar.dataset.thing}`
        if (!byId(id)) return
        field.value = id
        show(id)
        byId(id).scrollIntoView({ block: 'center' })
      })
    }
  }

  /** On paper nothing can be unfolded: what was found is printed, and what was kept stays a line. */
  let folded = []
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('.group:not(#passed):not(#skipped):not(#unasked) details:not([open]), .untested:not([open])')]
    for (const details of folded) details.open = true
  })
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false
  })

  addEventListener('hashchange', follow)
  follow()
  // A browser goes to what the address names by itself once all is there, and takes the focus away.
  addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(follow)))
})()
