/**
 * Makes text of documents: which kind one is, whether it can be trusted to be read, and what it says. Reading happens in
 * a process of its own with little memory and little time, since it is done by much code that others wrote for files
 * that anybody may send.
 */
package io.aiworkflow.knowledge.parsing;
