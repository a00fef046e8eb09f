/** What can go wrong: one code per failure, transient or permanent, and the one mapping to problem documents. */
package io.aiworkflow.failure;
