/** The verifier of exports: stands for itself, so that it runs where no server is. */
package com.technosupport.vms.playback.verify;
