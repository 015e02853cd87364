/** Hashing of passwords, and what makes one good enough. */
package com.technosupport.vms.security.internal.password;
