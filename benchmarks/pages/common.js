// What both pages need: telling the benchmark, asking it, waiting for the first picture.
export const query = new URLSearchParams(location.search);

export async function tell(name, value) {
  await fetch(`/post/${name}`, {method: "POST", body: JSON.stringify(value)});
}

export async function ask(name) {
  for (;;) {
    const answer = await fetch(`/take/${name}`);
    if (answer.status === 200) return answer.json();
  }
}

export function camera() {
  return navigator.mediaDevices.getUserMedia({
    audio: true,
    video: {width: {exact: 1280}, height: {exact: 720}, frameRate: {ideal: 30}},
  });
}

// A video element that shows a stream, and the promise of its first decoded and presented frame.
export function show(stream) {
  const video = document.createElement("video");
  video.autoplay = true;
  video.playsInline = true;
  video.width = 960;
  video.height = 540;
  video.srcObject = stream;
  document.body.append(video);
  const first = new Promise((done) => video.requestVideoFrameCallback(() => done(performance.now())));
  return {video, first};
}
