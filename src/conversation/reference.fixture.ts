/**
 * What conversations of one shopper on web chat do, as simple as can be: for comparison with the
 * real thing. Minutes are counted from the beginning.
 */
export interface ReferenceEpisode {
  outcome: 'resolved' | 'escalated' | 'abandoned' | 'closed' | null
  isStarted: boolean
  standing: 'nothing' | 'answered' | 'asked' | 'offered' | 'gap' | 'declined'
  wasAnswered: boolean
  wasFollowedUp: boolean
}

export interface ReferenceConversation {
  status: 'open' | 'routed-to-team' | 'resolved-by-ai' | 'closed'
  since: number
  isPending: boolean
  isOffered: boolean
  due: number | null
  episodes: ReferenceEpisode[]
}

export const TURNS = [
  'answer',
  'smalltalk',
  'ask',
  'gap',
  'recommend',
  'offer',
  'hand-off',
  'thanks',
  'sign-in',
] as const
export type TurnKind = (typeof TURNS)[number]

export type Step =
  | { do: 'write' | 'confirm' | 'take-over' | 'team-writes' | 'give-back' | 'close' }
  | { do: 'turn'; turn: TurnKind }
  | { do: 'wait'; minutes: number }

const SILENCE = 30
const WINDOW = 24 * 60

export class Reference {
  now = 0
  conversations: ReferenceConversation[] = []
  /** `Started 1.2`: of the second episode of the first conversation. */
  events: string[] = []

  step(step: Step): void {
    if (step.do === 'wait') return this.wait(step.minutes)
    if (step.do === 'write') return this.write()
    const current = this.conversations.at(-1)
    const episode = current?.episodes.at(-1)
    if (!current || !episode) return
    switch (step.do) {
      case 'turn':
        if (current.status === 'open' && current.isPending) this.turn(current, episode, step.turn)
        return
      case 'confirm':
        if (current.status === 'open' && current.isOffered) this.escalate(current, episode)
        return
      case 'take-over':
        return this.escalate(current, episode)
      case 'team-writes':
        this.escalate(current, episode)
        current.isPending = false
        return
      case 'give-back':
        if (current.status !== 'routed-to-team') return
        Object.assign(current, { status: 'open', since: this.now, due: this.now + SILENCE })
        return
      case 'close':
        if (current.status !== 'closed') this.finish(current, episode, 'closed', 'closed')
        return
    }
  }

  private write(): void {
    const last = this.conversations.at(-1)
    const isEnded = last !== undefined && /resolved|closed/.test(last.status)
    if (!last || (isEnded && this.now - last.since > WINDOW)) {
      const fresh: ReferenceConversation = {
        status: 'open',
        since: this.now,
        isPending: true,
        isOffered: false,
        due: null,
        episodes: [],
      }
      this.conversations.push(fresh)
    }
    const current = this.conversations.at(-1)
    if (!current) return
    current.isPending = true
    const episode = current.episodes.at(-1)
    if (episode) episode.wasFollowedUp = false
    if (current.status === 'routed-to-team') return
    current.due = this.now + SILENCE
    if (episode && episode.outcome === null) return
    current.status = 'open'
    if (isEnded) current.since = this.now
    current.isOffered = false
    current.episodes.push({
      outcome: null,
      isStarted: false,
      standing: 'nothing',
      wasAnswered: false,
      wasFollowedUp: false,
    })
  }

  private turn(current: ReferenceConversation, episode: ReferenceEpisode, turn: TurnKind): void {
    this.start(current, episode)
    const wasOffered = current.isOffered
    Object.assign(current, { isPending: false, isOffered: false, due: this.now + SILENCE })
    episode.wasFollowedUp = false
    switch (turn) {
      case 'answer':
      case 'recommend':
        Object.assign(episode, { standing: 'answered', wasAnswered: true })
        if (turn === 'recommend') this.tell('Recommendation', current)
        return
      case 'smalltalk':
        if (wasOffered) episode.standing = 'declined'
        return
      case 'ask':
      case 'sign-in':
        episode.standing = 'asked'
        return
      case 'gap':
        episode.standing = 'gap'
        return
      case 'offer':
        episode.standing = 'offered'
        current.isOffered = true
        return
      case 'hand-off':
        return this.escalate(current, episode)
      case 'thanks':
        if (episode.wasAnswered) this.finish(current, episode, 'resolved', 'resolved-by-ai')
        return
    }
  }

  private wait(minutes: number): void {
    const until = this.now + minutes
    for (;;) {
      const next = this.conversations
        .filter(({ status, due }) => status === 'open' && due !== null && due <= until)
        .toSorted((a, b) => (a.due ?? 0) - (b.due ?? 0))[0]
      if (!next) break
      this.now = next.due ?? this.now
      this.silence(next)
    }
    this.now = until
    // Ten seconds after the first message at the latest.
    const last = this.conversations.at(-1)
    const episode = last?.episodes.at(-1)
    if (last && episode) this.start(last, episode)
  }

  private silence(current: ReferenceConversation): void {
    const episode = current.episodes.at(-1)
    if (!episode) return
    if (current.isPending) return this.escalate(current, episode)
    if (episode.outcome !== null) return this.finish(current, episode, 'closed', 'closed')
    if (episode.standing === 'answered') {
      return this.finish(current, episode, 'resolved', 'resolved-by-ai')
    }
    if (episode.standing === 'gap') return this.escalate(current, episode)
    if (episode.standing === 'declined' || episode.wasFollowedUp) {
      return this.finish(current, episode, 'abandoned', 'closed')
    }
    episode.wasFollowedUp = true
    current.due = this.now + SILENCE
  }

  private escalate(current: ReferenceConversation, episode: ReferenceEpisode): void {
    if (current.status === 'routed-to-team') return
    Object.assign(current, {
      status: 'routed-to-team',
      since: this.now,
      due: null,
      isOffered: false,
    })
    if (episode.outcome !== null) return
    this.start(current, episode)
    episode.outcome = 'escalated'
    this.tell('Escalated', current)
  }

  private finish(
    current: ReferenceConversation,
    episode: ReferenceEpisode,
    outcome: 'resolved' | 'abandoned' | 'closed',
    status: 'resolved-by-ai' | 'closed',
  ): void {
    // People had a part in what is past its outcome: no AI resolved that.
    current.status = episode.outcome === null ? status : 'closed'
    Object.assign(current, { since: this.now, due: null, isOffered: false, isPending: false })
    if (episode.outcome !== null) return
    this.start(current, episode)
    episode.outcome = outcome
    if (outcome === 'resolved') this.tell('Resolved', current)
  }

  private start(current: ReferenceConversation, episode: ReferenceEpisode): void {
    if (episode.isStarted) return
    episode.isStarted = true
    this.tell('Started', current)
  }

  private tell(kind: string, current: ReferenceConversation): void {
    const conversation = this.conversations.indexOf(current) + 1
    this.events.push(`${kind} ${conversation}.${current.episodes.length}`)
  }
}
