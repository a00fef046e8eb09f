/** What operators and their tools ask the engine: is it healthy, which version is it, since when does it run. */
package io.aiworkflow.operations;
