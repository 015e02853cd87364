/** Models as bundles: what is started with a {@code VMS-Model} header becomes a detector. */
package com.technosupport.vms.inference.onnx.internal;
