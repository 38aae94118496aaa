/** The follower that counts events: its cursors tell which events the counters contain. */
export const COUNT_EVENTS = 'metric.count-events'
