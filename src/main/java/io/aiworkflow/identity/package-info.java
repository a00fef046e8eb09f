/**
 * Who uses the engine and what they may do: accounts, passwords, second factors, tokens, API keys and blocked addresses;
 * the sealed credentials for outside systems; and the audit of everything that matters to safety. It knows no HTTP and
 * nothing of runs and workflows; doors use it like this:
 *
 * <ul>
 *   <li>Each request: {@link io.aiworkflow.identity.BlockedAddresses#isBlocked} first; then
 *       {@link io.aiworkflow.identity.ApiKeys#verify} or {@link io.aiworkflow.identity.AccessTokens#verify}, which give
 *       a {@link io.aiworkflow.identity.Caller} or the reason of a refusal. A token that came in a cookie makes a
 *       {@link io.aiworkflow.identity.Caller#inSession}, which needs protection against forged requests.
 *   <li>What a caller may: {@link io.aiworkflow.identity.Caller#may} for the role and, of an API key, for the scope.
 *       Refusals for want of these are decided and reported by the door.
 *   <li>{@link io.aiworkflow.identity.Logins} logs in, refreshes and changes one's own password,
 *       {@link io.aiworkflow.identity.Logouts} ends sessions, {@link io.aiworkflow.identity.Accounts},
 *       {@link io.aiworkflow.identity.PasswordResets}, {@link io.aiworkflow.identity.SecondFactors} and
 *       {@link io.aiworkflow.identity.SigningKeys} are for people who have logged in; who of them may is up to the door,
 *       except where the documentation of a method says that it looks itself.
 * </ul>
 *
 * <p>Every method that takes an {@link io.aiworkflow.identity.Origin} reports what became of it as one security event,
 * within the transaction of the change when there is one. The caller must not report it again.
 */
package io.aiworkflow.identity;
