/** Logins, sessions, API tokens and tickets. */
package com.technosupport.vms.security.internal.login;
