/** The pages of the web user interface. They read; whatever changes something goes through the REST doors. */
package io.aiworkflow.ui;
