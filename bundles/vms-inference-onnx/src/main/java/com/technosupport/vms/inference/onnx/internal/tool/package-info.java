/** {@code vms model-bundle}: a model's file made a jar that can be dropped in. Runs by itself, outside the server. */
package com.technosupport.vms.inference.onnx.internal.tool;
