/**
 * What models are asked for and by whom: the account of all calls, budgets of tokens, and the cache of answers. It
 * implements what the module {@code model} asks for and knows neither runs nor requests.
 */
package io.aiworkflow.usage;
