/**
 * Sealing of secrets under a key file. What is sealed, and under which key, is described at {@code Seal} and {@code KeyFile}.
 */
package com.technosupport.vms.security.internal.vault;
