/** How often and how long questions are asked that no watch answers: numbers that the client's files share. */

/** The design's pace for what has no watch. */
export const paceMs = 100

/**
 * A Pod that is Ready is not in DNS at the same instant: the EndpointSlice, then the DNS server's watch must follow.
 * The same limit as for a changed address, stated in features/identity/dns.feature.
 */
export const firstAnswerWithinMs = 30_000

/**
 * So long a DNS cache may keep an answer, also that there is none (CoreDNS: 30 s by its default configuration). It may be
 * our own first question that filled it, just before the name was known; so the last one is sent when that is over.
 */
export const cachedMs = 30_000
/**
 * And so much later: between a Pod that is Ready and a replica that knows it lies a moment. What is wrong still then, no
 * cache explains that we filled; what is right then came too late, and nobody knows whose doing that is.
 */
export const lateMs = 2_000
