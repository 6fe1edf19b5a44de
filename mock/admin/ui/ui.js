// What the pages of the mock do where scripts run: forms are sent without leaving the page, what has changed is put in its place, the
// clock goes on. Everything can be done without it. It stands in the page as it is here, so it must not hold the end tag of its own element.
;(() => {
  'use strict'
  const byId = (id) => document.getElementById(id)
  const main = byId('main')
  const said = byId('said')
  const live = main?.dataset.live
  if (!main || !said) return

  /** Makes `from` like `to` and keeps what people have done meanwhile: focus, what is open, what is filled in. */
  const morph = (from, to) => {
    if (from.nodeName !== to.nodeName || from.id !== to.id || from.dataset?.of !== to.dataset?.of) return from.replaceWith(to)
    if (from.nodeType !== Node.ELEMENT_NODE) {
      if (from.data !== to.data) from.data = to.data
      return
    }
    if (from.dataset.kept !== undefined || from.isEqualNode(to)) return
    for (const { name } of Array.from(from.attributes))
      if (!to.hasAttribute(name) && !(name === 'open' && from.nodeName === 'DETAILS')) from.removeAttribute(name)
    for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value)
    if (from.nodeName === 'SELECT' && document.activeElement === from) return
    morphChildren(from, to)
  }

  const morphChildren = (from, to) => {
    let here = from.firstChild
    for (const wanted of Array.from(to.childNodes)) {
      const known = wanted.id ? [...from.children].find((child) => child.id === wanted.id) : undefined
      if (known) {
        if (known !== here) from.insertBefore(known, here)
        here = known.nextSibling
        morph(known, wanted)
      } else if (here && !wanted.id && !here.id && here.nodeName === wanted.nodeName) {
        const next = here.nextSibling
        morph(here, wanted)
        here = next
      } else from.insertBefore(wanted, here)
    }
    while (here) {
      const next = here.nextSibling
      here.remove()
      here = next
    }
  }

  const phases = () => new Map([...document.querySelectorAll('[data-phase]')].map((life) => [life.id, `${life.dataset.name}: ${life.dataset.phase}`]))

  /** Puts the parts of an answer in their places, and tells what has come to another phase. */
  const put = (text) => {
    const made = new DOMParser().parseFromString(text, 'text/html')
    const before = phases()
    for (const part of made.querySelectorAll('[data-part]')) {
      const old = main.querySelector(`[data-part="${part.dataset.part}"]`)
      if (old) morph(old, part)
    }
    tick()
    const moved = [...phases()].filter(([id, phase]) => before.get(id) !== phase)
    for (const [id] of moved) byId(id)?.classList.add('moved')
    return { made, told: moved.slice(0, 3).map(([, phase]) => phase) }
  }

  let quiet
  /** What was done is told for a while; what was refused stays. */
  const fade = () => {
    clearTimeout(quiet)
    if (!said.classList.contains('refused')) quiet = setTimeout(() => said.replaceChildren(), 8000)
  }
  said.dataset.floats = ''
  fade()
  const say = (text, kind) => {
    said.className = `said ${kind}`
    said.replaceChildren(Object.assign(document.createElement('p'), { textContent: text }))
    fade()
  }

  const refresh = async (names) => {
    const response = await fetch(`${main.dataset.parts}&names=${names.join(',')}`)
    if (!response.ok) return
    const { told } = put(await response.text())
    if (told.length > 0) say(told.join(', '), 'news')
  }

  // Forms: the answer is the page again, whether it was done or refused.
  document.addEventListener('submit', async (event) => {
    const form = event.target
    if (form.method !== 'post' || !live) return
    event.preventDefault()
    if (form.dataset.sure && !confirm(form.dataset.sure)) return
    const response = await fetch(form.action, { method: 'post', body: new URLSearchParams(new FormData(form, event.submitter)) }).catch(() => undefined)
    if (!response) return say('The mock does not answer.', 'refused')
    const to = new URL(response.url)
    const text = await response.text()
    if (response.redirected && to.searchParams.get('world') !== main.dataset.world) return location.assign(to)
    const { made } = put(text)
    const answer = made.getElementById('said')
    if (answer?.textContent.trim()) say(answer.textContent.trim(), answer.classList.contains('refused') ? 'refused' : 'done')
    else say(made.querySelector('main')?.textContent.trim() ?? 'The mock does not answer.', 'refused')
    if (response.redirected) for (const input of form.querySelectorAll('input:not([type="hidden"])')) input.value = input.defaultValue
  })

  // What the mock made of a request comes into the row that was opened.
  document.addEventListener(
    'toggle',
    async (event) => {
      const link = event.target.open ? event.target.querySelector('[data-explain]') : undefined
      const place = link?.closest('p')
      if (!place) return
      const { searchParams } = new URL(link.href)
      const response = await fetch(`${location.pathname.replace(/\/$/, '')}/explained?${searchParams}`)
      if (!response.ok) return
      const made = new DOMParser().parseFromString(await response.text(), 'text/html').body.firstElementChild
      if (!made) return
      made.dataset.kept = ''
      link.closest('.facts-of').dataset.kept = ''
      place.before(made)
      link.textContent = 'Open alone'
      delete link.dataset.explain
    },
    true,
  )

  // The clock goes on by itself between two answers.
  let from = { at: 0, shown: 0, scale: 0 }
  const tick = () => {
    const now = byId('now')
    if (!now) return
    const [shown, scale] = [Number(now.dataset.now), Number(now.dataset.scale)]
    if (shown !== from.shown || scale !== from.scale) from = { at: performance.now(), shown, scale }
    const text = new Date(shown + (performance.now() - from.at) * scale).toISOString().slice(0, 19).replace('T', ' ')
    if (now.textContent !== text) now.textContent = text
  }
  tick()
  setInterval(tick, 200)

  // What has changed elsewhere.
  const lamp = byId('alive')
  const alive = (word) => {
    if (!lamp) return
    lamp.hidden = false
    lamp.dataset.is = word
    lamp.querySelector('.word').textContent = word
  }
  let wanted = new Set()
  let busy = false
  const catchUp = async (names) => {
    names.forEach((name) => wanted.add(name))
    if (busy) return
    busy = true
    while (wanted.size > 0) {
      const now = [...wanted]
      wanted = new Set()
      await refresh(now).catch(() => undefined)
    }
    busy = false
  }
  const listen = () => {
    const source = new EventSource(live)
    const all = [...document.querySelectorAll('[data-part]')].map((part) => part.dataset.part)
    source.addEventListener('hello', () => {
      alive('live')
      void catchUp(all)
    })
    source.addEventListener('changed', (event) => void catchUp(JSON.parse(event.data)))
    source.addEventListener('gone', () => {
      source.close()
      alive('gone')
      say(`The world ${main.dataset.world} is no more.`, 'refused')
    })
    source.addEventListener('error', () => {
      alive('not live')
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 10_000)
    })
    addEventListener('pagehide', () => source.close())
  }
  if (live) {
    listen()
    const own = new URL(location.href)
    if (own.searchParams.has('done')) {
      own.searchParams.delete('done')
      history.replaceState(undefined, '', own)
    }
  }
})()
