/**
 * Who gets in: it finds out who sends a request, lets it through to the doors that its sender may use, and offers the
 * doors where people log in and admins look after accounts and keys.
 */
package io.aiworkflow.access;
