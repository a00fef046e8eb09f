/** Hints between processes over Redis. Nothing is kept there: without Redis the polls take their place. */
package io.aiworkflow.run.redis;
